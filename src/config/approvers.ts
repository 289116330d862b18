/** `policy.approval`: how many must approve, and whose keys count. */
import type { Approver, Rule } from '../model/policy.js'
import { type PublicKey, readPublicKey } from '../model/public-key.js'
import { type Authored, isRecord, type Path, pathText, valueAt } from './authored.js'
import type { Problems } from './problems.js'
import type { FetchedTexts } from './texts.js'

const KEYS: Path = ['policy', 'approval', 'keys']

interface Ground {
  authored: Authored
  texts: FetchedTexts
  /** They may ask for approvals, too. */
  rules: readonly Rule[]
}

/** Takes what has the right form; the schema tells of the rest. */
export function readApprovers({ authored, texts, rules }: Ground, problems: Problems): Approver[] {
  const written = valueAt(authored.value, KEYS)
  const seen = new Map<string, number>()
  const approvers: Approver[] = []
  for (const [index, key] of (Array.isArray(written) ? written : []).entries()) {
    const path = [...KEYS, index]
    if (!isRecord(key) || typeof key.name !== 'string') continue
    if (key.public_key === undefined && key.kms_key === undefined) {
      problems.error({
        summary: `${authored.name(path)} (${key.name}) has no key`,
        detail: 'Write public_key: {file: alice.pub}, or kms_key: the ARN of a key in AWS KMS.',
        place: authored.place(path),
      })
    }
    const publicKey = publicKeyAt([...path, 'public_key'], { authored, texts }, problems)
    const kmsKey = texts.get(pathText([...path, 'kms_key']))?.value
    // One person with two names would count twice.
    const identity = publicKey?.fingerprint ?? kmsKey
    const first = identity === undefined ? undefined : seen.get(identity)
    if (first !== undefined) {
      problems.error({
        summary: `${authored.name(path)} is the key of policy.approval.keys[${String(first)}]`,
        detail: 'Each approver signs with a key of their own.',
        place: authored.place(path),
      })
    }
    if (identity !== undefined) seen.set(identity, index)
    if (publicKey !== undefined) approvers.push({ name: key.name, publicKey })
    else if (kmsKey !== undefined) approvers.push({ name: key.name, kmsKey })
  }
  refuseTooMany({ authored, rules, people: new Set((Array.isArray(written) ? written : []).map((key: unknown) => (isRecord(key) ? key.name : undefined))).size }, problems)
  return approvers
}

function publicKeyAt(path: Path, { authored, texts }: Pick<Ground, 'authored' | 'texts'>, problems: Problems): PublicKey | undefined {
  const text = texts.get(pathText(path))
  if (text === undefined) return undefined
  try {
    return readPublicKey(text.value)
  } catch (error) {
    problems.error({ summary: `${text.name} ${error instanceof Error ? error.message : String(error)}`, place: authored.place(path) })
    return undefined
  }
}

/** What nobody can give would block for ever. */
function refuseTooMany({ authored, rules, people }: { authored: Authored; rules: readonly Rule[]; people: number }, problems: Problems): void {
  const wanted = valueAt(authored.value, ['policy', 'approval', 'required'])
  const required = wanted === true ? 1 : typeof wanted === 'number' ? wanted : 0
  const asks: { path: Path; count: number }[] = [{ path: ['policy', 'approval', 'required'], count: required }]
  const names = valueAt(authored.value, ['policy', 'rules'])
  for (const { name, approvals = 0 } of rules) {
    const index = Array.isArray(names) ? names.findIndex((rule: unknown) => isRecord(rule) && rule.name === name) : 0
    asks.push({ path: ['policy', 'rules', index, 'require', 'approvals'], count: approvals })
  }
  for (const { path, count } of asks) {
    if (count <= people) continue
    problems.error({
      summary: `${authored.name(path)} asks for ${String(count)} ${count === 1 ? 'approval' : 'approvals'}, and policy.approval.keys names ${people === 0 ? 'nobody' : people === 1 ? 'one approver' : `${String(people)} approvers`}`,
      detail: 'Add keys: [{name: alice, public_key: {file: alice.pub}}]; an approver counts once, however many keys they have.',
      place: authored.place(path),
    })
  }
}
