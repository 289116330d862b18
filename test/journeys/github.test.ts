import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { run, useStages, type Stage } from '../support/program.js'

const stage = useStages()
const planIn = async (dir: string) => JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Plan
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

const hash = '9d5ed678fe57bcca610140957afab571_acme'
const identity = (login: string, nameId: string, more: object = {}) => ({ login, samlIdentity: { nameId, ...more } })
const seed = {
  github: {
    org: 'acme',
    members: [{ login: 'ada', name: 'Ada Lovelace' }, { login: 'ben' }, { login: 'cyd' }, { login: hash, suspendedAt: '2026-01-01T00:00:00Z' }, { login: 'deploy-bot' }],
    teams: [
      { name: 'AWS Admins', members: ['ada', hash, 'deploy-bot'] },
      { name: 'Platform', members: ['ben'] },
      { name: 'On Call', parent: 'platform', members: ['ada', 'cyd'] },
      { name: 'AWS Sandbox 1', members: ['ben'] },
    ],
    samlIdentityProvider: { externalIdentities: [identity('ada', 'ada@acme.example'), identity('ben', 'ben@acme.example', { givenName: 'Ben', familyName: 'Castillo' }), identity(hash, 'gone@acme.example')] },
  },
  aws: { users: [], groups: [] },
}

test('the example runs as it is, but for the addresses of the emulators; a permission that is taken back ends the next run without a plan', async () => {
  const made = await stage({ seed })
  const { dir, endpoints } = made
  const example = await readFile('examples/github.yaml', 'utf8')
  await writeFile(join(dir, 'example.yaml'), example.replace('    organization:', `    endpoint: ${endpoints['github'] ?? ''}\n    organization:`))
  const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: { IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' } })

  const codes = [(await idpscim('validate')).code, (await idpscim('plan')).code, (await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code]

  expect(codes).toEqual([0, 0, 0, 0])
  const { aws } = await made.state()
  expect(aws.users).toMatchObject([
    { userName: 'ada@acme.example', displayName: 'Ada Lovelace', externalId: expect.stringMatching(/^teams\.\d+$/) as string },
    { userName: 'ben@acme.example', displayName: 'Ben Castillo', name: { givenName: 'Ben', familyName: 'Castillo' } },
  ])
  expect(Object.fromEntries(aws.groups.map(({ displayName, members }) => [displayName, members]))).toEqual({ 'github-aws-admins': ['ada@acme.example'], 'github-platform': ['ada@acme.example', 'ben@acme.example'] })
  expect((await planIn(dir)).warnings.map(({ code, key }) => `${code} ${key}`).sort()).toEqual(['suspended-not-created gone@acme.example', 'unmappable cyd'])

  const lost = [{ installation: { permissions: { metadata: 'read' } } }, { installation: null }, { installation: { suspended: true } }]
  const { github } = (await made.state()) as unknown as typeof seed
  for (const change of lost) {
    await made.putState({ github: { ...github, ...change }, aws })
    await made.clearRequests()
    const { code, stderr } = await idpscim('plan', '--out', 'lost.json')

    expect({ change, code }).toEqual({ change, code: 1 })
    expect(stderr).toMatch(/Members: Read-only|Install the App on acme|end the suspension/)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(existsSync(join(dir, 'lost.json'))).toBe(false)
    expect(await writes(made)).toEqual([])
  }
})

test('the folder of a sandbox names its GitHub, and leaves no secret anywhere else', async () => {
  const made = await stage({ seed })
  const key = await readFile(join(made.dir, 'github-app.pem'), 'utf8')

  const { code, stdout, stderr } = await made.idpscim('sync', '--debug')
  await made.setFaults([{ api: 'github', operation: 'ListTeams', kind: 'error', status: 401 }])
  const refused = await made.idpscim('plan', '--debug')

  expect([code, refused.code]).toEqual([0, 1])
  expect((await made.state()).aws.groups.map(({ displayName }) => displayName).sort()).toEqual(['AWS Admins', 'AWS Sandbox 1', 'On Call', 'Platform'])
  expect(refused.stderr).toContain('Bad credentials')
  for (const text of [stdout, stderr, refused.stdout, refused.stderr, await readFile(join(made.dir, 'state.json'), 'utf8')]) {
    expect(text).not.toContain(key.slice(40, 80))
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+\./)
    expect(text).not.toMatch(/gh[sp]_\w/)
  }
})
