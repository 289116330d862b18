/** `policy.rules`: each condition compiled, each rule with one consequence. */
import type { Rule } from '../model/policy.js'
import { type Authored, isRecord, type Path, valueAt } from './authored.js'
import { compileCondition } from './condition.js'
import type { Problems } from './problems.js'

/** Compiles whatever conditions there are, so that each wrong one is told; what has not the right form is the schema's to tell of. */
export function compileRules(authored: Authored, problems: Problems): Rule[] {
  const written = valueAt(authored.value, ['policy', 'rules'])
  const rules: Rule[] = []
  const names = new Map<string, number>()
  for (const [index, rule] of (Array.isArray(written) ? written : []).entries()) {
    const path = ['policy', 'rules', index]
    if (!isRecord(rule) || typeof rule.name !== 'string' || typeof rule.when !== 'string' || rule.when === '') continue
    const first = names.get(rule.name)
    if (first !== undefined) {
      problems.error({
        summary: `${authored.name(path)} and policy.rules[${String(first)}] are both named ${JSON.stringify(rule.name)}`,
        detail: 'Verdicts name the rule that they come from: give each its own name.',
        place: authored.place([...path, 'name']),
      })
    }
    names.set(rule.name, index)
    const effect = effectOf(rule, path, authored, problems)
    const condition = compile(rule.when, path, authored, problems)
    if (effect !== undefined && condition !== undefined) rules.push({ name: rule.name, when: rule.when, condition, ...effect })
  }
  return rules
}

function compile(source: string, rule: Path, authored: Authored, problems: Problems): Rule['condition'] | undefined {
  const compiled = compileCondition(source)
  if ('condition' in compiled) return compiled.condition
  const { summary, offset } = compiled.fault
  const path = [...rule, 'when']
  problems.error({
    summary: `${authored.name(path)} ${summary}`,
    detail: `At character ${String(offset + 1)}. It asks about change, plan and impact: their fields are listed in schemas/config.schema.json.`,
    place: authored.placeWithin(path, offset),
  })
  return undefined
}

type Effect = Pick<Rule, 'approvals' | 'deny'>

function effectOf(rule: Record<string, unknown>, path: Path, authored: Authored, problems: Problems): Effect | undefined {
  const { require, deny } = rule
  if ((require === undefined) === (deny === undefined)) {
    problems.error({
      summary: `${authored.name(path)} has ${require === undefined ? 'no consequence' : 'two consequences'}`,
      detail: 'Write either `require: {approvals: 2}`, so that such changes wait for approvers, or `deny: true`, so that they are never applied.',
      place: authored.place(path),
    })
    return undefined
  }
  if (deny !== undefined) return deny === true ? { deny: true } : undefined
  const approvals = isRecord(require) ? require.approvals : undefined
  return typeof approvals === 'number' ? { approvals } : undefined
}
