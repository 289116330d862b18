/** What the target answered, found by id and by every name that only one object may have. */
import type { GroupChange, UserChange } from '../model/change.js'
import type { GroupAttributes } from '../model/group.js'
import type { TargetGroup, TargetUser } from '../model/snapshot.js'
import type { ActualUserAttributes } from '../model/user.js'
import { claimsOfGroup, groupNaming } from '../plan/group-names.js'
import { claimsOfUser, userNaming } from '../plan/user-names.js'
import type { Answers } from '../targets/target.js'

/** A change of one user or one group. */
export type ObjectChange = UserChange | GroupChange
export type SeenObject = TargetUser | TargetGroup

export interface Seen {
  object(kind: ObjectChange['kind'], id: string): SeenObject | undefined
  /** Each object that holds one of these names, with the name. */
  holders(kind: ObjectChange['kind'], claims: readonly string[]): { claim: string; object: SeenObject }[]
  /** Those of the asked people who are in; undefined where the group is gone. */
  members(groupId: string): ReadonlySet<string> | undefined
}

export function see(answers: Answers): Seen {
  const kinds = { user: index('user', answers.users), group: index('group', answers.groups) }
  return {
    object: (kind, id) => kinds[kind].byId.get(id),
    holders: (kind, claims) => claims.flatMap((claim) => (kinds[kind].byClaim.get(claim) ?? []).map((object) => ({ claim, object }))),
    members: (groupId) => answers.members.get(groupId),
  }
}

/** The names that an object with these attributes holds, or would. */
export function claimsOf(kind: ObjectChange['kind'], attributes: ObjectChange['before'] | ObjectChange['after']): string[] {
  if (attributes === undefined) return []
  return kind === 'user' ? claimsOfUser(attributes as Partial<ActualUserAttributes>) : claimsOfGroup(attributes as Partial<GroupAttributes>)
}

/** A claim in words: `the name alice@example.com`. */
export function describeClaim(kind: ObjectChange['kind'], claim: string): string {
  return (kind === 'user' ? userNaming : groupNaming).describe(claim)
}

function index(kind: ObjectChange['kind'], objects: readonly SeenObject[]) {
  const byId = new Map<string, SeenObject>()
  const byClaim = new Map<string, SeenObject[]>()
  for (const object of objects) {
    if (byId.has(object.id)) continue
    byId.set(object.id, object)
    for (const claim of claimsOf(kind, object.attributes)) {
      const holders = byClaim.get(claim)
      if (holders === undefined) byClaim.set(claim, [object])
      else holders.push(object)
    }
  }
  return { byId, byClaim }
}
