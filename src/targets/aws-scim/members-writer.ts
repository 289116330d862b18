/** Membership changes: in as many requests as AWS asks for, one after another, with patience for people who were created a moment ago. */
import type { Clock } from '../../clock.js'
import { isIdpscimError } from '../../errors.js'
import type { TargetWriter } from '../target.js'
import { AWS_SCIM, MEMBERS } from './capabilities.js'
import { patiently } from './patience.js'
import { patchBody, type Write } from './write.js'

/** A user is not known everywhere at once: adding one right after its creation has been seen answered 404 for some seconds. */
const isMissing = (error: unknown) => isIdpscimError(error, 'TargetRefused') && error.facts['missing'] === true

/** Their `TargetRefused` also has the fact `written`: that many of the given people, from the first on, were done before the refusal. */
export function createMembersWriter({ write, clock, random }: { write: Write; clock: Clock; random?: (() => number) | undefined }): Pick<TargetWriter, 'addMembers' | 'removeMembers'> {
  function request(op: 'add' | 'remove', groupId: string, userIds: readonly string[], written: number): Promise<unknown> {
    const doing = op === 'add' ? `adding ${userIds.length} people to group ${groupId}` : `removing ${userIds.length} people from group ${groupId}`
    return write(doing, {
      method: 'PATCH',
      operation: AWS_SCIM.operations.changeMembers,
      path: `/Groups/${encodeURIComponent(groupId)}`,
      body: patchBody([{ op, path: 'members', value: userIds.map((value) => ({ value })) }]),
      alsoTakes: { [MEMBERS]: userIds.length },
      facts: { written },
    })
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

function* chunks(ids: readonly string[]): Generator<{ chunk: readonly string[]; before: number }> {
  for (let at = 0; at < ids.length; at += AWS_SCIM.membersPerRequest) yield { chunk: ids.slice(at, at + AWS_SCIM.membersPerRequest), before: at }
}
