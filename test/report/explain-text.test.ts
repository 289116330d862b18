import { describe, expect, it } from 'vitest'
import type { GroupExplanation, Membership, PersonExplanation } from '../../src/model/explanation.js'
import { explanationToText } from '../../src/report/explain-text.js'
import { columns } from '../../src/report/layout.js'
import { NASTY } from './hostile.js'

const AT = '2026-03-02T12:00:00.000Z'
const PLAIN = { color: false, width: 80 }
const grant = { account: '111122223333', accountName: 'Production', permissionSet: 'Admin', administrator: true }

function personNamed(name: string): PersonExplanation {
  const path = { source: name, via: [name, name], group: name, filter: [name] }
  return {
    kind: 'user', key: name, at: AT, protected: true, heldBy: name,
    sources: [{ source: name, type: 'google', sourceId: name, label: name, selected: false, suspended: true }],
    findings: [{ code: 'protected', kind: 'user', key: name, summary: name, remedy: name }],
    managed: { targetId: name, source: name, sourceId: name, due: name },
    target: { id: name, name: `${name}x`, active: false },
    changes: [{ id: `user:update:${name}`, action: 'update', reason: name }],
    shallBe: { userName: name, displayName: name, active: false, source: name },
    groups: [{ key: name, standing: 'lacks', why: name, paths: [path], ours: false, lost: { at: name, plan: name, reason: name }, gives: { accounts: [{ ...grant, accountName: name, permissionSet: name }], applications: [name] } }],
    unselected: [path],
    access: [{ grant: { ...grant, accountName: name }, groups: [name] }, { application: name, groups: [name], change: 'gains' }],
    unknown: [name],
    assignmentsReadAt: name,
  }
}

const member = (key: string, standing: Membership['standing']): Membership => ({ key, standing, why: 'because', paths: [], ours: true })

function groupOf(members: readonly Membership[]): GroupExplanation {
  return { kind: 'group', key: 'Ops', at: AT, protected: false, sources: [], findings: [], changes: [], members, unknown: [] }
}

describe('an explanation in text', () => {
  it('keeps to the width, and shows what strangers chose without obeying it', () => {
    for (const name of NASTY) {
      const text = explanationToText(personNamed(name), PLAIN)

      expect(text.replaceAll('\n', '').replace(/[\u200c\u200d]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      for (const line of text.split('\n')) if (columns(line) > 80) expect(line.replace(/^[│├└ ]+/, '')).not.toContain(' ')
    }
  })

  it('shows first who comes and who goes, so that a list that is cut hides nobody of them', () => {
    const text = explanationToText(groupOf([member('a', 'has'), member('b', 'has'), member('c', 'gains'), member('d', 'loses')]), { ...PLAIN, limit: 2 })

    expect(text).toContain('members: 2 in; 1 will be in; 1 in, and will be out')
    expect(text.indexOf('d: in, and will be out')).toBeLessThan(text.indexOf('c: will be in'))
    expect(text).toContain('and 2 more: --limit 0 lists all')
    expect(explanationToText(groupOf([member('a', 'has'), member('b', 'has')]), { ...PLAIN, limit: 0 })).not.toContain('more:')
  })

  it('names the source that owns a person whom several have', () => {
    const { sources: [record], ...rest } = personNamed('alice')
    const both = record === undefined ? [] : [{ ...record, source: 'staff' }, { ...record, source: 'guests' }]

    expect(explanationToText({ ...rest, sources: both, shallBe: { userName: 'alice', displayName: 'Alice', active: true, source: 'staff' } }, { ...PLAIN, width: 200 })).toContain(
      'becomes alice (Alice), one person in staff and guests, whose attributes are those of staff',
    )
  })

  it('says how old the assignments are, and what is not known', () => {
    const text = explanationToText({ ...groupOf([]), assignmentsReadAt: '2026-03-02T11:50:00.000Z', unknown: ["accounts' names could not be read"] }, PLAIN)

    expect(text).toContain('assignments as they were 2026-03-02 11:50 UTC (read 10 min before')
    expect(text).toContain("not known: accounts' names could not be read")
  })
})
