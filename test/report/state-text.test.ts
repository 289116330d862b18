/** What people see of a state and of its lock. */
import { describe, expect, it } from 'vitest'
import type { State } from '../../src/model/state.js'
import { noStateToText, stateList, stateToText } from '../../src/report/state-text.js'
import { person } from './sample-plan.js'

const holder = { id: 'l-1', host: 'runner-7', pid: 4711, purpose: 'apply of plan 3f2a', since: '2026-03-02T08:30:00.000Z', until: '2026-03-02T08:31:00.000Z' }
const options = { color: false, width: 80, place: '/srv/state.json', holder: undefined }

const state: State = {
  formatVersion: 1,
  lineage: 'b5a2',
  serial: 7,
  stack: 'staff-aws',
  target: 'scim:tenant',
  users: [
    { key: 'alice@example.com', source: 'staff', sourceId: 'u1', targetId: 't1', attributes: person('alice@example.com', 'Alice Doe') },
    {
      key: 'erin\u001b[2J@example.com', source: 'staff', sourceId: 'u2', targetId: 't2', attributes: person('erin@example.com', 'Erin Poe', { active: false }),
      deletion: { since: '2026-03-01T00:00:00.000Z', due: '2026-03-31T00:00:00.000Z' },
    },
  ],
  groups: [{ key: 'AWS-Admins', source: 'staff', sourceId: 'g1', targetId: 't9', attributes: { displayName: 'AWS-Admins' }, members: ['alice@example.com'] }],
  taken: [],
  lastFullRead: '2026-03-02T08:00:00.000Z',
  applying: { planId: '3f2a', baseSerial: 6, journal: 'j-1', since: '2026-03-02T08:30:00.000Z' },
  applied: { planId: '1111', at: '2026-03-01T08:00:00.000Z' },
}

describe('a state as text', () => {
  it('tells what is managed, what is under way, and who holds the lock', async () => {
    await expect(stateToText(state, { ...options, holder })).toMatchFileSnapshot('state.txt')
  })

  it('lists one name a line, in the form that flags take, however hostile the name', () => {
    expect(stateList(state)).toEqual(['group:AWS-Admins', 'user:alice@example.com', 'user:erin\\u{1b}[2J@example.com'])
  })

  it('says where the first apply will make it', () => {
    expect(noStateToText(options)).toBe('No state yet at /srv/state.json: the first apply makes it.\n')
  })
})
