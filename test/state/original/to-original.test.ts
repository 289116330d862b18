import { describe, expect, it } from 'vitest'
import { fromOriginal } from '../../../src/state/original/from-original.js'
import { toOriginal } from '../../../src/state/original/to-original.js'
import { aState } from '../../support/states.js'
import { aDocument, hash, NOOR, NOOR_IN, OPERATORS } from './documents.js'

const identity = { stack: 'staff', target: 'a-target', source: 'google' }
const options = { codeVersion: 'v0.45.1', now: '2026-01-05T08:00:00.123Z' }

describe('an export for the original program', () => {
  it('of an unchanged state is the document that it came from, but for the hash of the whole', () => {
    const document = aDocument()
    const previous = JSON.stringify(document)

    const text = toOriginal(fromOriginal(document, identity).state, { ...options, previous })

    expect(text.replace(/"hashCode": "[0-9a-f]{64}"\n}$/, `"hashCode": "${hash('8')}"\n}`)).toBe(JSON.stringify(document, null, 2))
  })

  it('keeps the order of keys, leaves out what is empty, and counts', () => {
    const text = toOriginal(aState(), options)

    expect(text.replaceAll(/"hashCode": "[0-9a-f]{64}"/g, '"hashCode": "…"')).toMatchInlineSnapshot(`
      "{
        "resources": {
          "groups": {
            "hashCode": "…",
            "resources": [
              {
                "ipid": "g-2",
                "scimid": "t-2",
                "name": "Admins",
                "hashCode": "…"
              }
            ],
            "items": 1
          },
          "users": {
            "hashCode": "…",
            "resources": [
              {
                "name": {
                  "familyName": "Ünal",
                  "givenName": "Zoë"
                },
                "hashCode": "…",
                "ipid": "g-1",
                "scimid": "t-1",
                "userName": "zoe@example.com",
                "displayName": "Zoë Ünal",
                "active": true
              }
            ],
            "items": 1
          },
          "groupsMembers": {
            "hashCode": "…",
            "resources": [
              {
                "group": {
                  "ipid": "g-2",
                  "scimid": "t-2",
                  "name": "Admins",
                  "hashCode": "…"
                },
                "hashCode": "…",
                "resources": [
                  {
                    "ipid": "g-1",
                    "scimid": "t-1",
                    "email": "zoe@example.com",
                    "status": "ACTIVE",
                    "hashCode": "…"
                  }
                ],
                "items": 1
              }
            ],
            "items": 1
          }
        },
        "schemaVersion": "1.0.0",
        "codeVersion": "v0.45.1",
        "lastSync": "2026-01-05T08:00:00Z",
        "hashCode": "…"
      }"
    `)
  })

  it('has lists that are empty, never null', () => {
    const document = JSON.parse(toOriginal(aState(1, { users: [], groups: [] }), options)) as ReturnType<typeof aDocument>

    for (const list of Object.values(document.resources)) expect(list).toMatchObject({ resources: [], items: 0, hashCode: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
    expect(document.lastSync).toBe('2026-01-05T08:00:00Z')
  })

  it('escapes what Go escapes', () => {
    const groups = aState().groups.map((group) => ({ ...group, key: 'R&D <eu>\u2028', members: [] }))
    const text = toOriginal(aState(1, { groups }), options)

    expect(text).toContain(String.raw`"name": "R\u0026D \u003ceu\u003e\u2028"`)
  })

  it('is read back as it was', () => {
    const state = fromOriginal(aDocument(), identity).state

    const back = fromOriginal(JSON.parse(toOriginal(state, options)), identity)

    expect(back).toEqual({ state: { ...state, lineage: back.state.lineage }, notes: [] })
  })

  it('keeps the hash of who did not change, and of nobody else', () => {
    const ola = { ...NOOR, ipid: 'u-2', scimid: 'cccc', userName: 'ola@corp.test', emails: [{ value: 'ola@corp.test', primary: true }], hashCode: hash('9') }
    const document = aDocument({ users: [NOOR, ola] })
    const { state } = fromOriginal(document, identity)
    const moved = { ...state, users: state.users.map((user) => (user.key === 'ola@corp.test' ? { ...user, attributes: { ...user.attributes, title: 'Lead' } } : user)) }

    const { resources } = JSON.parse(toOriginal(moved, { ...options, previous: JSON.stringify(document) })) as { resources: Record<string, { hashCode: string; resources: { hashCode: string }[] }> }

    expect(resources['users']?.resources.map(({ hashCode }) => hashCode)).toEqual([hash('4'), expect.not.stringMatching(hash('9'))])
    expect([resources['groups']?.hashCode, resources['groupsMembers']?.hashCode]).toEqual([hash('1'), hash('5')])
    expect(resources['users']?.hashCode).not.toBe(hash('3'))
  })

  it('keeps what our state has no room for: the mail of a group, and a profile address', () => {
    const document = aDocument({ users: [{ ...NOOR, profileURL: 'https://corp.test/noor', enterpriseData: { manager: { value: 'lead@corp.test', $ref: 'r' } } }] })
    const { state } = fromOriginal(document, identity)

    const text = toOriginal(state, { ...options, previous: JSON.stringify(document) })

    expect(JSON.parse(text)).toMatchObject({
      resources: {
        groups: { resources: [{ email: OPERATORS.email }] },
        users: { resources: [{ profileURL: 'https://corp.test/noor', enterpriseData: { manager: { value: 'lead@corp.test', $ref: 'r' } } }] },
        groupsMembers: { resources: [{ resources: [NOOR_IN] }] },
      },
    })
  })
})
