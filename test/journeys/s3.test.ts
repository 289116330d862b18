/** The real deployment: the built program, its state in S3, its credentials in Secrets Manager. */
import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { fromOriginal } from '../../src/state/original/from-original.js'
import { company, range } from '../support/company.js'
import { awsOnly, KEY, unspeakable } from '../support/in-aws.js'
import { originalStateOf } from '../support/original-state.js'
import { run, useStages, type Ended, type Seed, type Stage } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const stages = useStages()
const small = company(4, { Red: [0, 1], Blue: [1, 2, 3] })
/** Enough to be interrupted in the middle. */
const many = company(10, { All: range(0, 10), Ops: range(0, 5) })
const PLAN = 's3://states/plans/p.json'

const flat = ({ stderr }: Ended) => stderr.replace(/\s+/g, ' ')
const codes = (...runs: Ended[]) => runs.map(({ code }) => code)
const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)
const stateIn = async (made: Stage) => JSON.parse((await made.objects())[KEY] ?? 'null') as State
const keysIn = async (made: Stage) => Object.keys(await made.objects()).sort()
const planIn = async (made: Stage) => JSON.parse((await made.objects())['plans/p.json'] ?? 'null') as Plan

/** Everything but what a server makes up: ids, serials, times. */
async function end(made: Stage) {
  const { aws } = await made.state()
  const { users, groups, applying } = await stateIn(made)
  return {
    users: aws.users.map(({ userName, externalId, active }) => ({ userName, externalId, active })).sort((a, b) => (a.userName < b.userName ? -1 : 1)),
    groups: aws.groups.map(({ displayName, members }) => ({ displayName, members: members.toSorted() })).sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
    state: { users: users.map(({ targetId: _, ...user }) => user), groups: groups.map(({ targetId: _, ...group }) => group), applying },
  }
}

async function signalled(made: Stage, signal: 'SIGKILL' | 'SIGSTOP', afterWrites: number, ...args: string[]) {
  await made.clearRequests()
  const running = made.start(...args)
  while (running.child.exitCode === null && (await writes(made)).length < afterWrites);
  running.child.kill(signal)
  return running
}

describe('a state in S3', () => {
  test('carries plan and apply, and leaves the lock free, the paper in the history and no secret on disk', async () => {
    const made = await stages({ seed: small, inAws: true })

    const planned = await made.idpscim('plan', '--out', PLAN)
    await made.clearRequests()
    const applied = await made.idpscim('apply', PLAN)
    const asked = await made.requests()
    const again = await made.idpscim('plan', '--detailed-exitcode')
    const { id } = await planIn(made)

    expect(codes(planned, applied, again), flat(applied)).toEqual([0, 0, 0])
    expect([planned.stderr, applied.stderr, again.stderr].join('')).not.toMatch(/NodeVersion|node:\d+|Warning:/)
    expect(asked.filter(({ api }) => api.startsWith('google'))).toEqual([])
    expect(asked.filter(({ api }) => api === 'secretsmanager')).toHaveLength(1)
    expect(await keysIn(made)).toEqual(['plans/p.json', expect.stringMatching(new RegExp(`^staff/history/.*${id.slice(0, 12)}`)) as string, KEY])
    expect(await stateIn(made)).toMatchObject({ serial: expect.any(Number) as number, users: [{}, {}, {}, {}], groups: [{}, {}] })
    expect((await readdir(made.dir)).sort()).toEqual(['.idpscim.yaml', 'google-federation.json', 'plan.json', 'seed.json'])
  }, 60_000)

  test("is all that the original's variables name, and a bare run is a sync", async () => {
    const made = await stages({ seed: small, inAws: true })
    const cwd = await temporaryFolder()
    const named = { IDPSCIM_AWS_S3_BUCKET_NAME: 'states', IDPSCIM_AWS_S3_BUCKET_KEY: KEY, IDPSCIM_USE_SECRETS_MANAGER: 'true' }
    const env = { ...awsOnly(made.env), ...named, IDPSCIM_GWS_ENDPOINT: made.endpoints['google'] }

    const synced = await run([], { cwd, env })
    const planned = await run(['plan', '--detailed-exitcode', '--out', PLAN], { cwd, env })

    expect(codes(synced, planned), flat(synced)).toEqual([0, 0])
    expect((await made.state()).aws.users.map(({ userName }) => userName).sort()).toEqual(range(0, 4).map((index) => `p00${index}@example.com`))
    expect(await stateIn(made)).toMatchObject({ stack: 'state', users: [{}, {}, {}, {}] })
    expect(await readdir(cwd)).toEqual([])
  }, 60_000)

  test('is refused where the server ignores conditions, before anything is written', async () => {
    const made = await stages({ seed: { ...small, aws: { users: [], groups: [], buckets: [{ name: 'states', ignoreConditions: true }] } }, inAws: true })

    await made.idpscim('plan')
    const applied = await made.idpscim('apply', 'plan.json')

    expect(applied.code).toBe(64)
    expect(flat(applied)).toMatch(/s3:\/\/states\/staff\/state\.json cannot be a state: this server does not keep the conditions of writes/)
    expect([await keysIn(made), await writes(made)]).toEqual([[], []])
  }, 60_000)

  test('may look forbidden before it is there: the sentence names the right that is missing, and with it all is well', async () => {
    const made = await stages({ seed: { ...small, aws: { users: [], groups: [], buckets: [{ name: 'states', noListBucket: true }] } }, inAws: true })

    const forbidden = await made.idpscim('plan')
    await made.patchState({ aws: { buckets: ['states'] } })
    const granted = await made.idpscim('plan')

    expect(codes(forbidden, granted)).toEqual([1, 0])
    expect(flat(forbidden)).toMatch(/s3:\/\/states\/staff\/state\.json cannot be read: S3 answers 403.*grant s3:ListBucket on the bucket with the condition s3:prefix/)
  }, 60_000)
})

describe("the original's state in S3", () => {
  test('is taken over: an empty plan, then one update for one rename, and an export that reads back equal', async () => {
    const made = await stages({ seed: small, inAws: true })
    await made.idpscim('sync')
    const before = await made.state()
    const document = `${JSON.stringify(originalStateOf(before), null, 2)}\n`
    await made.patchState({ aws: { buckets: [{ name: 'states', objects: { [KEY]: document } }] } })

    const unchanged = await made.idpscim('plan', '--adopt', 'ids', '--detailed-exitcode')
    await made.patchState({ google: JSON.parse(JSON.stringify(before.google).replaceAll('p002@example.com', 'renamed@example.com')) as Seed['google'] })
    await made.clearRequests()
    const planned = await made.idpscim('plan', '--out', PLAN)
    const applied = await made.idpscim('apply', PLAN)
    const exported = await made.idpscim('state', 'export', '--out', 's3://states/back.json')
    const { [KEY]: now, [`${KEY}.original-1.0.0.json`]: beside, 'back.json': back } = await made.objects()

    expect(codes(unchanged, planned, applied, exported), flat(applied)).toEqual([0, 0, 0, 0])
    expect(flat(unchanged)).toMatch(/is a state of the original program: 4 users and 2 groups are taken over/)
    expect(await writes(made)).toEqual(['PatchUser'])
    expect(beside).toBe(document)
    const state = JSON.parse(now ?? '') as State
    const read = fromOriginal(JSON.parse(back ?? ''), { stack: state.stack, target: state.target, source: state.users[0]?.source ?? '' })
    expect(read.notes).toEqual([])
    expect([read.state.users, read.state.groups]).toEqual([state.users, state.groups])
  }, 60_000)
})

describe('an apply on a state in S3 that is cut off', () => {
  test('is resumed by the same command at once or settled by a new plan, and no secret is told on the way', async () => {
    const flags = ['--latency', '10']
    const calm = await stages({ seed: many, inAws: true })
    await calm.idpscim('sync')
    const [made, other] = [await stages({ seed: many, inAws: true, flags }), await stages({ seed: many, inAws: true, flags })]

    const planned = await made.idpscim('plan', '--out', PLAN, '--debug')
    const killed = await (await signalled(made, 'SIGKILL', 6, 'apply', PLAN, '--debug')).ended
    const midway = await made.objects()
    const resumed = await made.idpscim('apply', PLAN, '--debug')
    await other.idpscim('plan', '--out', PLAN)
    await (await signalled(other, 'SIGKILL', 6, 'apply', PLAN)).ended
    const next = await other.idpscim('plan', '--out', 's3://states/plans/next.json')
    const stale = await other.idpscim('apply', PLAN)
    const applied = await other.idpscim('apply', 's3://states/plans/next.json')

    expect([killed.signal, ...codes(planned, resumed, next, stale, applied)], flat(resumed)).toEqual(['SIGKILL', 0, 0, 0, 4, 0])
    expect(Object.keys(midway)).toEqual(expect.arrayContaining([`${KEY}.lock`, expect.stringContaining(`${KEY}.journal/`)]))
    expect([await end(made), await end(other)]).toEqual([await end(calm), await end(calm)])
    expect((await keysIn(made)).filter((key) => /lock|journal/.test(key))).toEqual([])
    expect(resumed.stderr).toMatch(/resumed with \d+ done before/)
    const told = [planned, killed, resumed].flatMap(({ stdout, stderr }) => [stdout, stderr])
    const kept = [midway, await made.objects()].flatMap((objects) => Object.values(objects))
    if (made.credentials === undefined) throw new Error('the stage has no credentials')
    const secrets = unspeakable(made.credentials)
    expect(secrets.length).toBeGreaterThan(20)
    for (const text of [...told, ...kept]) expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  }, 120_000)
})

describe('an apply whose right to the state ends in the middle', () => {
  test('says that it stopped part-way, and goes on once the right is back', async () => {
    const made = await stages({ seed: many, inAws: true, flags: ['--latency', '10'] })
    await made.idpscim('plan', '--out', PLAN)
    await made.clearRequests()
    const running = made.start('apply', PLAN)
    while (running.child.exitCode === null && (await writes(made)).length < 3);
    await made.setFaults([{ api: 's3', operation: 'PutObject', kind: 'error', status: 403, rate: 1 }])
    const stopped = await running.ended
    await made.setFaults([])

    const resumed = await made.idpscim('apply', PLAN)

    expect(codes(stopped, resumed), flat(stopped)).toEqual([6, 0])
    expect(flat(stopped)).toMatch(/stopped part-way: s3:\/\/states\/.*access is denied.*grant the role.*run the same command again/)
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 60_000)
})

describe('two at once on a state in S3', () => {
  test('let one apply, and the other says why it does not', async () => {
    const made = await stages({ seed: many, inAws: true, flags: ['--latency', '10'] })
    await made.idpscim('plan', '--out', PLAN)
    await made.clearRequests()

    const [one, two] = await Promise.all([made.idpscim('apply', PLAN), made.idpscim('apply', PLAN)])

    const [winner, loser] = one.code === 0 ? [one, two] : [two, one]
    expect(winner.code, flat(winner)).toBe(0)
    expect([4, 5], flat(loser)).toContain(loser.code)
    expect((await writes(made)).filter((operation) => operation === 'CreateUser')).toHaveLength(10)
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 60_000)

  test('are one again after an unlock: the holder that was paused starts nothing more', async () => {
    const made = await stages({ seed: many, inAws: true, flags: ['--latency', '10'] })
    await made.idpscim('plan', '--out', PLAN)
    const paused = await signalled(made, 'SIGSTOP', 4, 'apply', PLAN)

    const refused = await made.idpscim('state', 'rm', 'user', 'p000@example.com')
    const [id = ''] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(refused.stderr) ?? []
    const unlocked = await made.idpscim('state', 'unlock', id)
    const again = await made.idpscim('state', 'unlock', id)
    const resumed = await made.idpscim('apply', PLAN)
    const whole = await end(made)
    paused.child.kill('SIGCONT')
    const late = await paused.ended

    expect(codes(refused, unlocked, again, resumed), flat(refused) + flat(resumed)).toEqual([5, 0, 64, 0])
    expect(flat(refused)).toMatch(/held by process \d+ on .* for .*state unlock/)
    expect([4, 5, 6], flat(late)).toContain(late.code)
    expect(await end(made)).toEqual(whole)
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
  }, 60_000)
})
