/** Google, Entra, GitHub and files in one stack on one identity store. */
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load-config.js'
import { isIdpscimError } from '../../src/errors.js'
import type { State } from '../../src/model/state.js'
import { planStack } from '../../src/operations/plan.js'
import { syncStack } from '../../src/operations/sync.js'
import type { Plan } from '../../src/plan/plan.js'
import { FOUR, writeFourSources } from '../support/four-sources.js'
import { run, useStages, type Stage } from '../support/program.js'
import { createVirtualClock } from '../support/virtual-clock.js'

const stage = useStages()
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')

test('the example runs as it is, but for the addresses; and while any of the four cannot be read there is no plan, and nothing changes', async () => {
  const made = await stage({ seed: FOUR })
  const { dir, endpoints } = made
  await writeFourSources(dir, endpoints)
  const env = { IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' }
  const idpscim = (...args: string[]) => run([...args, '--config-file', 'four.yaml'], { cwd: dir, env })

  const codes = [(await idpscim('validate')).code, (await idpscim('plan', '--save-snapshots', 'kept')).code, (await idpscim('plan', '--from-snapshots', 'kept', '--out', 'again.json')).code]
  const [live, replayed] = await Promise.all(['plan.json', 'again.json'].map(async (name) => JSON.parse(await readFile(join(dir, name), 'utf8')) as Plan))
  codes.push((await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code)

  expect(codes).toEqual([0, 0, 0, 0, 0])
  expect(replayed?.changesDigest).toBe(live?.changesDigest)
  const { aws } = await made.state()
  const rosters = Object.fromEntries(aws.groups.map(({ displayName, members }) => [displayName, [...members].sort()]))
  expect(rosters).toEqual({
    'AWS-Admins': ['ada@example.com'],
    'AWS-Dev': ['ben@example.com', 'gus@example.com'],
    'partners-AWS-Audit': ['ada@example.com', 'eve@contoso.com', 'mona@contoso.com'],
    'github-platform': ['ada@example.com', 'ben@example.com'],
    'github-on-call': ['ben@example.com', 'hal@example.com'],
    'AWS Break Glass': ['ada@example.com', 'break-glass@example.com', 'gus@example.com', 'noor.haddad@contractor.example', 'tomas.silva@contractor.example'],
    'AWS Platform': ['tomas.silva@contractor.example'],
    'Made by hand': ['by-hand@example.com'],
  })
  const state = JSON.parse(await readFile(join(dir, 'state.json'), 'utf8')) as State
  const owners = Object.fromEntries(state.users.map(({ key, source }) => [key, source]))
  expect(owners).toMatchObject({ 'ada@example.com': 'staff', 'ben@example.com': 'staff', 'eve@contoso.com': 'partners', 'hal@example.com': 'teams', 'break-glass@example.com': 'files' })
  expect(aws.users.find(({ userName }) => userName === 'ada@example.com')).toMatchObject({ displayName: 'Ada Obi', title: 'Engineer' })

  const listed = JSON.parse((await idpscim('source', 'members', '--source', 'files', '--json')).stdout) as { group: string; user: string; userId?: string }[]
  expect(listed.filter(({ group }) => group === 'AWS Break Glass').map(({ user, userId }) => `${user} ${userId ?? 'elsewhere'}`)).toContain('gus@example.com elsewhere')

  // From here on, hours pass only while somebody waits for an answer that does not come.
  const clock = createVirtualClock(Date.now())
  const context = { config: await loadConfig({ flags: { 'config-file': join(dir, 'four.yaml') }, env, cwd: dir, home: undefined }), clock, onProgress: () => undefined, toolVersion: 'test' }
  const settings = { refresh: 'full', adopt: 'all', allowEmpty: true, samePersons: [] } as const
  const refusals = async (): Promise<string[]> => {
    const codes: string[] = []
    for (const operation of [planStack, syncStack]) {
      const error = await operation(context, settings).then(() => new Error('it succeeded'), (thrown: unknown) => thrown)
      codes.push(isIdpscimError(error) ? error.code : String(error))
    }
    return codes
  }
  const before = (await made.state()).aws
  await made.clearRequests()

  for (const api of ['google', 'graph', 'github']) {
    await made.setFaults([{ api, kind: 'error', status: 500 }])
    expect([api, ...(await refusals())]).toEqual([api, 'SourceIncomplete', 'SourceIncomplete'])
  }
  expect(clock.sleeps.length).toBeGreaterThan(0)
  await made.setFaults([])

  const breakGlass = join(dir, 'people', 'break-glass.yaml')
  await rename(breakGlass, `${breakGlass}.away`)
  expect(await refusals()).toEqual(['SourceIncomplete', 'SourceIncomplete'])
  await writeFile(breakGlass, 'users:\n  - userNam: x\n')
  expect(await refusals()).toEqual(['SourceIncomplete', 'SourceIncomplete'])
  const broken = await idpscim('plan', '--out', 'broken.json')
  expect([broken.code, existsSync(join(dir, 'broken.json'))]).toEqual([1, false])
  expect(broken.stderr).toMatch(/people\/break-glass\.yaml:2:5: users\[0\]\.userNam is not a known\s+key/)
  await rename(`${breakGlass}.away`, breakGlass)

  expect(await writes(made)).toEqual([])
  expect((await made.state()).aws).toEqual(before)
  expect((await idpscim('plan', '--detailed-exitcode')).code).toBe(0)
}, 120_000)
