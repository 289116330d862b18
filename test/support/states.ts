/** Small states for tests of stores. */
import type { State } from '../../src/model/state.js'

export function aState(serial = 1, changes: Partial<State> = {}): State {
  return {
    formatVersion: 1,
    lineage: 'a-lineage',
    serial,
    stack: 'staff',
    target: 'a-target',
    users: [
      {
        key: 'zoe@example.com',
        source: 'google',
        sourceId: 'g-1',
        targetId: 't-1',
        attributes: { userName: 'zoe@example.com', displayName: 'Zoë Ünal', name: { familyName: 'Ünal', givenName: 'Zoë' }, active: true },
      },
    ],
    groups: [
      { key: 'Admins', source: 'google', sourceId: 'g-2', targetId: 't-2', attributes: { displayName: 'Admins' }, members: ['zoe@example.com'] },
    ],
    taken: [],
    ...changes,
  }
}
