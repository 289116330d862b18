import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { run, useStages, type Stage } from '../support/program.js'

const stage = useStages()
const planIn = async (dir: string) => JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Plan
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

const seed = {
  entra: {
    domain: 'contoso.com',
    users: [
      { userPrincipalName: 'ada@contoso.com', displayName: 'Ada Obi', givenName: 'Ada', surname: 'Obi', mail: 'ada.obi@contoso.com', jobTitle: 'Engineer', mailNickname: 'ada' },
      { userPrincipalName: 'ben@contoso.com', displayName: 'Ben Castillo', manager: 'ada@contoso.com' },
      { userPrincipalName: 'gone@contoso.com', displayName: 'Gone Away', accountEnabled: false },
      { userPrincipalName: 'eve_partner.example#EXT#@contoso.com', displayName: 'Eve', mail: 'eve@partner.example', userType: 'Guest' },
    ],
    groups: [
      { displayName: 'AWS-Admins', members: ['ada@contoso.com', 'gone@contoso.com'] },
      { displayName: 'AWS-Developers', members: ['Cloud Platform', 'eve_partner.example#EXT#@contoso.com'] },
      { displayName: 'Cloud Platform', members: ['ben@contoso.com'] },
      { displayName: 'Finance', members: ['ben@contoso.com'] },
    ],
  },
  aws: { users: [], groups: [] },
}

test('the example runs as it is, but for the addresses of the emulators; a consent that is taken back ends the next run without a plan', async () => {
  const made = await stage({ seed })
  const { dir, endpoints } = made
  const example = await readFile('examples/entra.yaml', 'utf8')
  const authority = new URL(endpoints['graph-token'] ?? '').origin
  await writeFile(join(dir, 'example.yaml'), example.replace('    tenant:', `    endpoint: ${endpoints['graph'] ?? ''}\n    authority: ${authority}\n    tenant:`))
  const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: { IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' } })

  const codes = [(await idpscim('validate')).code, (await idpscim('plan')).code, (await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code]

  expect(codes).toEqual([0, 0, 0, 0])
  const { aws } = await made.state()
  expect(aws.users.map(({ userName }) => userName).sort()).toEqual(['ada@contoso.com', 'ben@contoso.com'])
  expect(aws.users.find(({ userName }) => userName === 'ada@contoso.com')).toMatchObject({ externalId: expect.stringMatching(/^staff\.[0-9a-f-]{36}$/) as string, title: 'Engineer', emails: [{ value: 'ada.obi@contoso.com', type: 'work', primary: true }] })
  expect(Object.fromEntries(aws.groups.map(({ displayName, members }) => [displayName, members]))).toEqual({ 'AWS-Admins': ['ada@contoso.com'], 'AWS-Developers': ['ben@contoso.com'], 'Cloud Platform': ['ben@contoso.com'] })
  expect((await planIn(dir)).warnings.map(({ code }) => code).sort()).toEqual(['outside-organisation', 'suspended-not-created'])

  for (const permissions of [['GroupMember.Read.All'], ['User.Read.All'], ['GroupMember.Read.All', 'User.ReadBasic.All']]) {
    await made.patchState({ entra: { app: { permissions } } })
    await made.clearRequests()
    const { code, stderr } = await idpscim('plan', '--out', 'lost.json')

    expect({ permissions, code }).toEqual({ permissions, code: 1 })
    expect(stderr).toMatch(/User\.Read\.All|GroupMember\.Read\.All/)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(existsSync(join(dir, 'lost.json'))).toBe(false)
    expect(await writes(made)).toEqual([])
  }
})

test('the folder of a sandbox names its Entra, and leaves no secret anywhere else', async () => {
  const made = await stage({ seed })
  const secret = await readFile(join(made.dir, 'entra-client-secret'), 'utf8')

  const { code, stdout, stderr } = await made.idpscim('sync', '--debug')
  await made.setFaults([{ api: 'graph-token', kind: 'error', status: 401 }])
  const refused = await made.idpscim('plan', '--debug')

  expect([code, refused.code]).toEqual([0, 1])
  expect((await made.state()).aws.groups.map(({ displayName }) => displayName).sort()).toEqual(['AWS-Admins', 'AWS-Developers', 'Cloud Platform', 'Finance'])
  expect(refused.stderr).toContain('AADSTS7000215')
  for (const text of [stdout, stderr, refused.stdout, refused.stderr, await readFile(join(made.dir, 'state.json'), 'utf8')]) {
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
  }
})
