import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/model/state.js'
import { company, range } from '../support/company.js'
import { useStages, type Seed, type Stage } from '../support/program.js'

const stage = useStages()

/** Two people stand in the target already, so that the plan adopts as well as creates. */
const seed = company(12, { All: range(0, 12), Ops: range(0, 5), Dev: range(5, 12) }, { users: [{ userName: 'p001@example.com' }, { userName: 'p007@example.com' }] })

/** The second plan renames, removes and adds. */
function reorganised(state: Seed): Seed {
  const [all, dev, ops] = ['AWS-All', 'AWS-Dev', 'AWS-Ops'].map((name) => state.google.groups.find((group) => group.name === name))
  if (all === undefined || dev === undefined || ops === undefined) throw new Error('the seed has changed')
  const users = state.google.users.filter((user) => user['primaryEmail'] !== 'p011@example.com')
  const staying = (members: unknown[]) => members.filter((member) => !JSON.stringify(member).includes('p011@'))
  return { ...state, google: { ...state.google, users, groups: [{ ...all, members: staying(all.members) }, { ...dev, name: 'AWS-Ops', members: staying(dev.members) }, { ...ops, name: 'AWS-Dev', members: ops.members.slice(2) }] } }
}

/** Everything but what a server makes up: ids, serials, times. */
async function end({ dir, state }: Stage) {
  const { aws } = await state()
  const { users, groups, taken, applying } = JSON.parse(await readFile(join(dir, 'state.json'), 'utf8')) as State
  const byName = <T>(items: T[], nameOf: (item: T) => string) => items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return {
    users: byName(aws.users, ({ userName }) => userName).map(({ id: _, meta: __, ...user }) => user),
    groups: byName(aws.groups, ({ displayName }) => displayName).map(({ id: _, members, displayName, externalId }) => ({ displayName, externalId, members: members.toSorted() })),
    state: {
      users: users.map(({ targetId: _, deletion, ...user }) => ({ ...user, deletion: deletion !== undefined })),
      groups: groups.map(({ targetId: _, ...group }) => group),
      taken: taken.map(({ limit, count }) => ({ limit, count })),
      applying,
    },
  }
}

async function killedAfter(writes: number, made: Stage): Promise<void> {
  await made.clearRequests()
  const running = made.start('apply', 'plan.json')
  while (running.child.exitCode === null && (await made.requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').length < writes);
  running.child.kill('SIGKILL')
  await running.ended
}

describe('kill -9 during apply, then the same command again', () => {
  test('ends as an undisturbed run does, wherever it was killed', async () => {
    const calm = await stage({ seed, flags: ['--latency', '15'] })
    await calm.idpscim('plan')
    await calm.idpscim('apply', 'plan.json')
    const first = await end(calm)
    await calm.putState(reorganised(await calm.state()))
    await calm.idpscim('plan')
    await calm.idpscim('apply', 'plan.json')
    const second = await end(calm)

    for (const [early, late] of [[0, 1], [1, 2], [6, 3], [14, 5]] as const) {
      const made = await stage({ seed, flags: ['--latency', '15'] })
      await made.idpscim('plan')
      await killedAfter(early, made)
      const resumed = await made.idpscim('apply', 'plan.json')
      // 4 where the run was already through when the signal reached it: this very plan was applied.
      expect([0, 4], resumed.stderr).toContain(resumed.code)
      expect(await end(made), `killed after ${early} writes of the first plan`).toEqual(first)

      await made.putState(reorganised(await made.state()))
      await made.idpscim('plan')
      await killedAfter(late, made)
      await made.idpscim('apply', 'plan.json')
      expect(await end(made), `killed after ${late} writes of the second plan`).toEqual(second)
      expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
    }
  }, 300_000)

  test('whoever comes instead settles first: a new plan goes on from what was done', async () => {
    const made = await stage({ seed, flags: ['--latency', '15'] })
    await made.idpscim('plan')
    await killedAfter(6, made)

    const planned = await made.idpscim('plan', '--out', 'next.json')
    const stale = await made.idpscim('apply', 'plan.json')
    const applied = await made.idpscim('apply', 'next.json')

    expect([planned.code, stale.code, applied.code]).toEqual([0, 4, 0])
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
    expect((await made.state()).aws.users).toHaveLength(12)
  }, 120_000)

  test('SIGTERM lets what is in flight end, saves the state, exits 6, and the same command resumes', async () => {
    const made = await stage({ seed, flags: ['--latency', '30'] })
    await made.idpscim('plan')
    await made.clearRequests()
    const running = made.start('apply', 'plan.json', '--parallelism', '2')
    while ((await made.requests()).filter(({ operation }) => operation === 'CreateUser').length < 3);
    running.child.kill('SIGTERM')
    const stopped = await running.ended

    const resumed = await made.idpscim('apply', 'plan.json')

    expect([stopped.code, resumed.code]).toEqual([6, 0])
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 120_000)
})
