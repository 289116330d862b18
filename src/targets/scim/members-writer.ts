/** Membership changes: in as many requests as the server asks for, one after another, with patience for people who were created a moment ago. */
import type { Clock } from '../../clock.js'
import { isIdpscimError } from '../../errors.js'
import { MEMBERS } from '../../model/capabilities.js'
import type { TargetWriter } from '../target.js'
import { equals } from './client.js'
import type { Dialect } from './dialect.js'
import type { PatchOperation } from './operations.js'
import { patiently } from './patience.js'
import type { Change } from './change.js'

/** A user is not known everywhere at once: adding one right after its creation has been seen answered 404 for some seconds. */
const isMissing = (error: unknown) => isIdpscimError(error, 'TargetRefused') && error.facts['missing'] === true

/** Their `TargetRefused` also has the fact `written`: that many of the given people, from the first on, were done before the refusal. */
export function createMembersWriter({ change, clock, random }: { change: Change; clock: Clock; random?: (() => number) | undefined }): Pick<TargetWriter, 'addMembers' | 'removeMembers'> {
  async function request(op: 'add' | 'remove', groupId: string, userIds: readonly string[], written: number): Promise<void> {
    const doing = op === 'add' ? `adding ${userIds.length} people to group ${groupId}` : `removing ${userIds.length} people from group ${groupId}`
    await change(doing, { resource: 'Group', id: groupId, operations: (dialect) => operations(dialect, op, userIds), alsoTakes: { [MEMBERS]: userIds.length }, facts: { written } })
  }

  return {
    async addMembers(groupId, userIds) {
      for (const { chunk, before } of chunks(userIds)) await patiently(clock, random, isMissing, () => request('add', groupId, chunk, before))
    },
    async removeMembers(groupId, userIds) {
      for (const { chunk, before } of chunks(userIds)) await request('remove', groupId, chunk, before)
    },
  }
}

function operations({ removal }: Dialect, op: 'add' | 'remove', userIds: readonly string[]): PatchOperation[] {
  if (op === 'remove' && removal === 'path') return userIds.map((id) => ({ op, path: `members[${equals('value', id)}]` }))
  return [{ op, path: 'members', value: userIds.map((value) => ({ value })) }]
}

/** Every dialect's: what a server publishes no limit for is kept small all the same. */
const MEMBERS_PER_REQUEST = 100

function* chunks(ids: readonly string[]): Generator<{ chunk: readonly string[]; before: number }> {
  for (let at = 0; at < ids.length; at += MEMBERS_PER_REQUEST) yield { chunk: ids.slice(at, at + MEMBERS_PER_REQUEST), before: at }
}
