/** One plan with everything in it: what a recorded apply is killed in, at every call. */
import type { Change } from '../../src/model/change.js'
import type { State } from '../../src/model/state.js'
import type { MemoryContent } from '../../src/targets/memory/world.js'
import { crew, person } from '../support/people.js'
import { groupChange, managedGroup, managedUser, membershipChange, stateWith, userChange } from '../support/plans.js'

const p = person
const renamed = p(1, { userName: 'renamed@example.com' })
const aside = p(2, { userName: 'aside@example.com', emails: [{ value: 'aside@example.com', type: 'work', primary: true }] })
/** p2 and p3 take each other's names. */
const second = p(2, { userName: p(3).userName, emails: p(3).emails })
const third = p(3, { userName: p(2).userName, emails: p(2).emails })
const off = p(4, { active: false })

export const CONTENT: MemoryContent = {
  users: [
    ...[1, 2, 3, 4, 7].map((n) => ({ id: `old-${n}`, attributes: p(n) })),
    { id: 'old-8', attributes: p(8) },
    { id: 'stranger', attributes: p(99, { externalId: 'another' }) },
  ],
  groups: [
    { id: 'crew-a', attributes: crew(1), members: ['old-1', 'old-2', 'old-3', 'stranger'] },
    { id: 'crew-b', attributes: crew(2), members: ['old-4'] },
    { id: 'crew-c', attributes: { displayName: 'crew-3' }, members: ['old-1', 'stranger'] },
  ],
}

export const STATE: State = stateWith({
  users: [...[1, 2, 3, 4, 7].map((n) => managedUser(`old-${n}`, p(n))), managedUser('vanished', p(10))],
  groups: [managedGroup('crew-a', crew(1), [p(1).userName, p(10).userName, p(2).userName, p(3).userName]), managedGroup('crew-b', crew(2), [p(4).userName])],
})

const keyOf = (n: number) => person(n).userName

export const CHANGES: Change[] = [
  userChange('forget', keyOf(10), { targetId: 'vanished' }),
  userChange('adopt', keyOf(8), { targetId: 'old-8', before: p(8), after: p(8), patch: [] }),
  userChange('update', renamed.userName, { sourceId: `src-${keyOf(1)}`, targetId: 'old-1', before: p(1), after: renamed }),
  userChange('update', aside.userName, { sourceId: `src-${keyOf(2)}`, targetId: 'old-2', before: p(2), after: aside }),
  userChange('update', keyOf(2), { sourceId: `src-${keyOf(3)}`, targetId: 'old-3', before: p(3), after: third, dependsOn: [`user:update:${aside.userName}`] }),
  userChange('update', keyOf(3), {
    sourceId: `src-${keyOf(2)}`,
    targetId: 'old-2',
    before: aside,
    after: second,
    dependsOn: [`user:update:${aside.userName}`, `user:update:${keyOf(2)}`],
  }),
  userChange('create', keyOf(1), { sourceId: 'src-newcomer', after: p(5, { userName: keyOf(1) }), dependsOn: [`user:update:${renamed.userName}`] }),
  userChange('create', keyOf(6), { after: p(6) }),
  groupChange('adopt', 'crew-3', { targetId: 'crew-c', before: { displayName: 'crew-3' }, after: crew(3), patch: [{ op: 'add', path: '/externalId', value: 'grp-3' }], members: [renamed.userName], extra: ['p99@example.com'] }),
  groupChange('create', 'crew-4', { after: crew(4) }),
  membershipChange('remove', 'crew-1', { 'p99@example.com': { id: 'stranger' }, [keyOf(2)]: { id: 'old-3' } }, { targetId: 'crew-a' }),
  userChange('deactivate', keyOf(4), { targetId: 'old-4', before: p(4), after: off }),
  userChange('schedule', keyOf(4), { targetId: 'old-4', since: '2026-01-01T00:00:00.000Z', due: '2026-02-01T00:00:00.000Z', dependsOn: [`user:deactivate:${keyOf(4)}`] }),
  membershipChange('add', 'crew-1', { [keyOf(6)]: { by: `user:create:${keyOf(6)}` }, [keyOf(8)]: { id: 'old-8' } }, { targetId: 'crew-a' }),
  membershipChange(
    'add',
    'crew-4',
    { [keyOf(1)]: { by: `user:create:${keyOf(1)}` }, [renamed.userName]: { id: 'old-1' }, [keyOf(6)]: { by: `user:create:${keyOf(6)}` } },
    { dependsOn: ['group:create:crew-4'] },
  ),
  groupChange('delete', 'crew-2', { targetId: 'crew-b', before: crew(2) }),
  userChange('delete', keyOf(7), { targetId: 'old-7', before: p(7) }),
]
