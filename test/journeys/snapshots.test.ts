/** What a plan was made from, kept in a folder and planned from again, by the built program. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Plan } from '../../src/plan/plan.js'
import { company, range } from '../support/company.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()

it('a saved reading gives the same plan without network and credentials, another one under another configuration, and none that can be applied', async () => {
  const made = await stage({ seed: company(8, { Ops: range(0, 5), Dev: range(3, 8) }) })
  const plan = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(['plan', '--json', ...args], { cwd: made.dir })
    expect([code, stderr, code === 0 ? '' : stdout]).toEqual([0, '', ''])
    return JSON.parse(stdout) as Plan
  }
  const live = await plan('--save-snapshots', 'monday')
  const veiled = await plan('--save-snapshots', 'shown', '--pseudonymise')
  const asked = (await made.requests()).length

  // Neither secret nor address is looked at.
  const config = parse(await readFile(made.configFile, 'utf8')) as { sources: { credentials: unknown }[]; target: { access_token: unknown }; mapping?: object }
  config.target.access_token = { env: 'NOT_SET_ANYWHERE' }
  for (const source of config.sources) source.credentials = { env: 'NOT_SET_ANYWHERE' }
  const offline = join(made.dir, 'offline.yaml')
  await writeFile(offline, stringify(config))
  const other = join(made.dir, 'other.yaml')
  await writeFile(other, stringify({ ...config, mapping: { group: { displayName: '"gws-" + group.name' } } }))

  const replayed = await plan('--from-snapshots', 'monday', '--config-file', offline, '--out', 'replayed.json')
  const different = await plan('--from-snapshots', 'monday', '--config-file', other)
  const shown = await plan('--from-snapshots', 'shown', '--config-file', other)

  expect(JSON.stringify(replayed.changes)).toBe(JSON.stringify(live.changes))
  expect([replayed.changesDigest, replayed.summary, replayed.replayed]).toEqual([live.changesDigest, live.summary, true])
  expect(different.changes.filter(({ kind, action }) => kind === 'group' && action === 'create').map(({ key }) => key)).toEqual(['gws-AWS-Dev', 'gws-AWS-Ops'])
  expect(shown.summary).toEqual(veiled.summary)
  expect((await made.requests()).length).toBe(asked)

  const applied = await made.idpscim('apply', 'replayed.json')
  expect([applied.code, applied.stderr]).toEqual([4, expect.stringContaining('made from a saved reading')])
  expect((await run(['show', 'replayed.json'], { cwd: made.dir })).stdout).toContain('REPLAYED')
})

it('a reading that is shown to strangers names nobody; each is readable by its owner alone, and a damaged one is refused', async () => {
  const made = await stage({ seed: company(4, { Ops: range(0, 4) }) })
  expect((await made.idpscim('sync')).code).toBe(0)
  expect((await made.idpscim('plan', '--save-snapshots', 'shown', '--pseudonymise')).code).toBe(0)

  const folder = join(made.dir, 'shown')
  const files = (await readdir(folder)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const modes = await Promise.all(files.map(async (file) => ((await stat(join(folder, file))).mode & 0o777).toString(8)))
  await writeFile(join(folder, 'target.json'), '{"users": 3}')
  const damaged = await made.idpscim('plan', '--from-snapshots', 'shown')
  const elsewhere = await made.idpscim('plan', '--save-snapshots', made.dir)

  expect(files).toEqual(['desired.json', 'neighbours.json', 'reading.json', 'source-workspace.json', 'state.json', 'target.json'])
  for (const text of texts) expect(text).not.toMatch(/p00\d|example\.com|AWS-Ops|aws-ops|1000000000000000/)
  expect(new Set(modes)).toEqual(new Set(['600']))
  expect([damaged.code, damaged.stderr]).toEqual([64, expect.stringContaining('target.json is no snapshot')])
  expect([elsewhere.code, elsewhere.stderr]).toEqual([64, expect.stringContaining('holds other files')])
})
