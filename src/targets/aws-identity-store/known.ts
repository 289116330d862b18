/** What looking has taught about objects that are about to be written: the revision last seen of each, and the ids of memberships. */

export interface Known {
  revision(id: string): string | undefined
  /** Undefined forgets it: nobody knows what a write whose answer tells nothing has made of it. */
  sawRevision(id: string, revision: string | undefined): void
  membership(groupId: string, userId: string): string | undefined
  sawMembership(groupId: string, userId: string, id: string | undefined): void
}

export function createKnown(): Known {
  const revisions = new Map<string, string>()
  const memberships = new Map<string, string>()
  const set = (map: Map<string, string>, key: string, value: string | undefined) => {
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
  const pair = (groupId: string, userId: string) => `${groupId} ${userId}`
  return {
    revision: (id) => revisions.get(id),
    sawRevision: (id, revision) => set(revisions, id, revision),
    membership: (groupId, userId) => memberships.get(pair(groupId, userId)),
    sawMembership: (groupId, userId, id) => set(memberships, pair(groupId, userId), id),
  }
}
