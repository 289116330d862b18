import { describe, expect, it } from 'vitest'
import { isOriginal } from '../../../src/state/original/document.js'
import { fromOriginal } from '../../../src/state/original/from-original.js'
import { aDocument, NOOR, NOOR_IN, OPERATORS } from './documents.js'

const identity = { stack: 'staff', target: 'a-target', source: 'google' }
const taken = (document: unknown) => fromOriginal(document, identity)

describe('the document of the original program', () => {
  it('becomes the state that it amounts to', () => {
    const { state, notes } = taken(aDocument())

    expect(notes).toEqual([])
    expect(state).toEqual({
      formatVersion: 1,
      lineage: expect.stringMatching(/^original-[0-9a-f]{32}$/) as string,
      serial: 0,
      stack: 'staff',
      target: 'a-target',
      users: [
        {
          key: 'noor@corp.test',
          source: 'google',
          sourceId: 'u-4711',
          targetId: NOOR.scimid,
          attributes: {
            userName: 'noor@corp.test',
            externalId: 'u-4711',
            displayName: 'Noor Vega',
            name: { formatted: 'Noor Vega', familyName: 'Vega', givenName: 'Noor' },
            emails: [{ value: 'noor@corp.test', primary: true }],
            active: true,
            title: 'SRE',
            userType: 'admin#directory#user',
            enterprise: { costCenter: 'K-9', department: 'Platform', manager: { value: 'lead@corp.test' } },
          },
        },
      ],
      groups: [
        { key: 'Cloud Operators', source: 'google', sourceId: 'g-77', targetId: OPERATORS.scimid, attributes: { displayName: 'Cloud Operators', externalId: 'g-77' }, members: ['noor@corp.test'] },
      ],
      taken: [],
      // The original program, still scheduled at this key, must stop here and not take everybody for strangers.
      lastSync: aDocument().lastSync,
    })
  })

  it('gives the same lineage every time, and another one after the original has written again', () => {
    const again = { ...aDocument(), lastSync: '2026-01-05T08:15:00Z' }

    expect(taken(aDocument()).state.lineage).toBe(taken(aDocument()).state.lineage)
    expect(taken(again).state.lineage).not.toBe(taken(aDocument()).state.lineage)
  })

  it('is read whatever case its keys are in, with unknown keys, nulls and empty texts', () => {
    const odd = {
      Resources: {
        GROUPS: { Resources: [{ IPID: 'g-77', ScimID: OPERATORS.scimid, Name: 'Cloud Operators', new: 1 }] },
        users: { resources: [{ ...NOOR, title: '', nickName: null, phoneNumbers: null, active: undefined, ACTIVE: true }], other: {} },
        groupsmembers: { resources: [{ Group: OPERATORS, RESOURCES: [NOOR_IN] }] },
      },
      ours: { serial: 4 },
    }

    const { state, notes } = taken(odd)

    expect(notes).toEqual([])
    expect(state.groups[0]).toMatchObject({ key: 'Cloud Operators', members: ['noor@corp.test'] })
    expect(state.users[0]?.attributes).toMatchObject({ active: true })
    expect(state.users[0]?.attributes).not.toHaveProperty('title')
  })

  it('may lack its lists and its version', () => {
    expect(taken({ resources: {} }).state).toMatchObject({ users: [], groups: [] })
    expect(taken({ resources: { users: null, groups: { hashCode: 'x', items: 0 } } }).state).toMatchObject({ users: [], groups: [] })
  })

  it('takes a person without "active" for inactive', () => {
    const { active: _, ...suspended } = NOOR

    expect(taken(aDocument({ users: [suspended] })).state.users[0]?.attributes.active).toBe(false)
  })

  it('merges a group that stands in it twice, and takes a person who does once', () => {
    const ola = { ...NOOR, ipid: 'u-2', scimid: 'cccc', userName: 'ola@corp.test', emails: [{ value: 'ola@corp.test', primary: true }] }
    const document = aDocument({
      groups: [OPERATORS, OPERATORS],
      users: [NOOR, ola, NOOR],
      groupsMembers: [{ group: OPERATORS, resources: [NOOR_IN] }, { group: OPERATORS, resources: [{ ...NOOR_IN, ipid: 'u-2', scimid: 'cccc' }, NOOR_IN] }],
    })

    const { state, notes } = taken(document)

    expect(notes).toEqual([])
    expect(state.users.map(({ key }) => key)).toEqual(['noor@corp.test', 'ola@corp.test'])
    expect(state.groups.map(({ members }) => members)).toEqual([['noor@corp.test', 'ola@corp.test']])
  })

  it('finds a member without an AWS id by the other names', () => {
    const byId = { group: OPERATORS, resources: [{ ipid: NOOR.ipid, email: 'alias@corp.test', status: 'ACTIVE' }] }
    const byMail = { group: { name: OPERATORS.name }, resources: [{ email: 'NOOR@corp.test' }] }

    for (const roster of [byId, byMail]) expect(taken(aDocument({ groupsMembers: [roster] })).state.groups[0]?.members).toEqual(['noor@corp.test'])
  })

  it('says who is left out, and why', () => {
    const { scimid: _, ...unborn } = NOOR
    const nameless = { ...NOOR, ipid: 'u-9', scimid: 'dddd', userName: 'robot@corp.test', emails: [], name: { givenName: 'Robot' } }
    const { ipid: __, ...unowned } = { ...OPERATORS, name: 'By Hand', scimid: 'eeee' }

    const { state, notes } = taken(aDocument({ users: [unborn, nameless], groups: [unowned] }))

    expect(state).toMatchObject({ users: [], groups: [] })
    expect(notes).toEqual([
      expect.stringMatching(/noor@corp\.test is left out: the file has no AWS id/) as string,
      expect.stringMatching(/robot@corp\.test is left out: it has no usable name\.familyName/) as string,
      expect.stringMatching(/"By Hand" is left out: the file has no directory's id/) as string,
      expect.stringMatching(/1 members of the group "Cloud Operators"/) as string,
    ])
  })

  it('reads the address of a very old file', () => {
    const { emails: _, ...old } = { ...NOOR, email: 'noor@corp.test' }

    expect(taken(aDocument({ users: [old] })).state.users[0]?.attributes.emails).toEqual([{ value: 'noor@corp.test', primary: true }])
  })

  it.each([
    ['ours', { formatVersion: 1, lineage: 'x', resources: {} }],
    ["Terraform's", { version: 4, serial: 1, lineage: 'x', resources: [] }],
    ['a list', []],
    ['a plan', { formatVersion: 1, changes: [] }],
    ['nothing', null],
  ])('is not taken for %s', (_, document) => {
    expect(isOriginal(document)).toBe(false)
    expect(() => taken(document)).toThrow(expect.objectContaining({ code: 'BadStateFile' }) as Error)
  })

  it('is refused with the place where it is damaged, or in a schema that nobody knows', () => {
    const damaged = aDocument({ users: [{ ...NOOR, userName: 7 }] })

    expect(() => fromOriginal(damaged, identity, 'state.json')).toThrow(/state\.json is not a state of the original .*users\.resources\.0\.userName/)
    expect(() => taken({ ...aDocument(), schemaVersion: '2.0.0' })).toThrow(/schemaVersion is 2\.0\.0/)
  })
})
