/** What a source and the target hold, by the built program against the sandbox. */
import { describe, expect, it } from 'vitest'
import { company } from '../support/company.js'
import { useStages } from '../support/program.js'

const stage = useStages()

describe('lists', () => {
  it('show what the sources hold, with the filters or without, and what the target does, and change nothing', async () => {
    const seed = company(3, { Ops: [0, 1], Dev: [2] }, { users: [{ userName: 'root@example.com', name: { familyName: 'R', givenName: 'R' }, displayName: 'Root', active: true }], groups: [{ displayName: 'Emergency', members: ['root@example.com'] }] })
    const made = await stage({ seed })
    const json = async (...args: string[]) => {
      const { code, stdout, stderr } = await made.idpscim(...args, '--json')
      expect([code, stderr]).toEqual([0, ''])
      return JSON.parse(stdout) as Record<string, unknown>[]
    }

    expect(await json('source', 'groups')).toMatchObject([{ source: 'workspace', name: 'AWS-Dev', members: 1 }, { name: 'AWS-Ops', members: 2 }])
    expect(await json('source', 'users', '--filter', 'P001*')).toMatchObject([{ label: 'p001@example.com', suspended: false }])
    expect(await json('source', 'members', '--columns', 'group,user')).toEqual([
      { group: 'aws-dev@example.com', user: 'p002@example.com' },
      { group: 'aws-ops@example.com', user: 'p000@example.com' },
      { group: 'aws-ops@example.com', user: 'p001@example.com' },
    ])
    expect(await json('target', 'groups')).toMatchObject([{ displayName: 'Emergency' }])
    expect(await json('target', 'members')).toMatchObject([{ group: 'Emergency', user: 'root@example.com' }])
    expect(await json('target', 'users')).toMatchObject([{ userName: 'root@example.com', active: true }])
    expect(await json('target', 'config')).toMatchObject({ type: 'aws-scim', capabilities: { deactivate: true }, service: { patch: { supported: true } } })
    expect((await made.requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')).toEqual([])
  })

  it('refuse a wrong column or source before anybody is asked', async () => {
    const made = await stage({ seed: company(1, { Ops: [0] }) })

    const column = await made.idpscim('target', 'users', '--columns', 'userNme')
    const source = await made.idpscim('source', 'groups', '--source', 'nowhere')

    expect([column.code, source.code]).toEqual([64, 64])
    expect(column.stderr).toContain('did you mean userName?')
    expect(source.stderr).toContain('its sources are workspace')
    expect(await made.requests()).toEqual([])
  })
})
