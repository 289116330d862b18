/** What has to be so of any state, wherever it is kept: it can be read, nobody is at work on it, nothing is left half done. */
import { ok, type Check } from '../model/check.js'
import type { StateStore } from './state-store.js'

/** `needs`: of the checks that a store brings itself. */
export function stateChecks(store: Pick<StateStore, 'read' | 'holder' | 'lapsed' | 'place'>, needs: readonly string[] = []): Check[] {
  let reading: ReturnType<StateStore['read']> | undefined
  const read = () => (reading ??= store.read())
  return [
    {
      name: 'state',
      needs,
      ask: async () => {
        const stored = await read()
        if (stored === undefined) return ok('none yet: the first apply makes it')
        const { serial, lineage, users, groups } = stored.state
        return ok(`serial ${serial} of lineage ${lineage.slice(0, 8)}: ${users.length} users, ${groups.length} groups managed${stored.original === undefined ? '' : "; the original program's, taken over by the next apply"}`)
      },
    },
    {
      name: 'unfinished apply',
      needs: ['state'],
      ask: async () => {
        const applying = (await read())?.state.applying
        if (applying === undefined) return ok('none')
        return { status: 'warning', says: `the apply of plan ${applying.planId.slice(0, 12)} began and has not ended`, remedies: ['Apply the same plan again: it takes up where it stopped. Any other command that writes settles it first, and the plan is stale then.'] }
      },
    },
    {
      name: 'lock',
      needs,
      ask: async () => {
        const holder = await store.holder()
        if (holder === undefined) {
          const lapsed = await store.lapsed()
          return ok(lapsed === undefined ? 'free' : `free: process ${lapsed.pid} on ${lapsed.host} let it run out at ${lapsed.until}, for ${lapsed.purpose}`)
        }
        const { id, host, pid, purpose, since, until } = holder
        return { status: 'warning', says: `held by process ${pid} on ${host} for ${purpose}, since ${since}, until ${until}`, remedies: ['Let it end: it renews the lock as long as it works, and the lock is free when it stops doing so.', `If that process is gone for certain: idpscim state unlock ${id}`] }
      },
    },
  ]
}
