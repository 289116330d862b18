/** The bundle as AWS runs it: events in, answers out, against the sandbox. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Answer } from '../../src/lambda/answer.js'
import { company, range } from '../support/company.js'
import { awsOnly, BUCKET, KEY, unspeakable } from '../support/in-aws.js'
import { useFunctions, type LambdaFunction, type Outcome } from '../support/lambda-runtime.js'
import { originalStateOf } from '../support/original-state.js'
import { useStages, type Seed, type Stage, type StageOptions } from '../support/program.js'

const stages = useStages()
const functions = useFunctions()
const small = company(4, { Red: [0, 1], Blue: [1, 2, 3] })
const many = company(10, { All: range(0, 10), Ops: range(0, 5) })

/** As the original's template sets it up: nothing but its variables. */
async function asTheOriginal(options: StageOptions): Promise<{ made: Stage; fn: LambdaFunction }> {
  const made = await stages({ inAws: true, ...options })
  return { made, fn: await functions({ ...awsOnly(made.env), IDPSCIM_AWS_S3_BUCKET_NAME: BUCKET, IDPSCIM_AWS_S3_BUCKET_KEY: KEY, IDPSCIM_GWS_ENDPOINT: made.endpoints['google'] }) }
}

/** By a configuration in S3, one for each stack. */
async function byConfiguration(options: StageOptions, over: object = {}): Promise<{ made: Stage; fn: LambdaFunction }> {
  const made = await stages({ inAws: true, ...options })
  const config = stringify({ ...(parse(await readFile(made.configFile, 'utf8')) as object), stack: 'staff', ...over })
  await made.patchState({ aws: { buckets: [{ name: BUCKET, objects: { 'configs/staff.yaml': config } }] } })
  return { made, fn: await functions({ ...awsOnly(made.env), IDPSCIM_CONFIG: `s3://${BUCKET}/configs/{stack}.yaml` }) }
}

function answered<Status extends Answer['status']>({ answer, error }: Outcome, status: Status): Extract<Answer, { status: Status }> {
  expect(answer?.status, JSON.stringify(answer ?? error)).toBe(status)
  return answer as Extract<Answer, { status: Status }>
}

const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)
/** By CloudWatch's name, of each run in turn. */
const metrics = (fn: LambdaFunction) => told(fn).filter((line) => '_aws' in line)
const told = (fn: LambdaFunction) => fn.lines().map((line) => JSON.parse(line) as Record<string, unknown>)

describe('a scheduled event', () => {
  const scheduled = { version: '0', id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', 'detail-type': 'Scheduled Event', source: 'aws.events', account: '123456789012', region: 'us-east-1', resources: [], detail: {} }

  test("is a sync under the original's variables, and the next one has nothing to do", async () => {
    const { made, fn } = await asTheOriginal({ seed: small })

    const first = await fn.invoke(scheduled)
    const second = await fn.invoke({})

    expect(answered(first, 'applied')).toMatchObject({
      stack: 'state',
      added: [...range(0, 4).map((index) => `user p00${index}@example.com`), 'group AWS-Blue', 'group AWS-Red', 'p001@example.com in AWS-Blue', 'p002@example.com in AWS-Blue', 'p003@example.com in AWS-Blue', 'p000@example.com in AWS-Red', 'p001@example.com in AWS-Red'],
      changed: [],
      removed: [],
    })
    answered(second, 'unchanged')
    const told = { stack: 'state', Failures: 0, Blocked: 0, Throttles: 0, AgeOfLastGoodApply: 0, SourceUsers: 4, SourceGroups: 2, SourceMemberships: 5, TokenAge: expect.any(Number) as number, TokenExpiresIn: expect.any(Number) as number }
    expect(metrics(fn)).toMatchObject([{ ...told, Changes: 8, status: 'applied' }, { ...told, Changes: 0, status: 'unchanged' }])
    expect((await made.state()).aws.users).toHaveLength(4)
  }, 60_000)

  test('leaves one line for each change with its result, under the id of the run, and no secret', async () => {
    const { made, fn } = await asTheOriginal({ seed: small })
    const run = fn.begin(scheduled)
    await run.outcome

    const changes = told(fn).filter(({ result }) => result !== undefined)

    expect(changes.map(({ message, result, user, group }) => [message, user ?? group, result])).toEqual(
      expect.arrayContaining([
        ['creating user', 'p003@example.com', 'done'],
        ['creating group', 'AWS-Red', 'done'],
        ['adding member to group', 'AWS-Blue', 'done'],
      ]),
    )
    expect(changes).toHaveLength(8)
    expect(new Set(told(fn).map(({ requestId }) => requestId))).toEqual(new Set([run.requestId]))
    expect(told(fn).map(({ message }) => message)).toEqual(expect.arrayContaining(['starting sync groups', 'sync groups completed']))
    if (made.credentials === undefined) throw new Error('the stage has no credentials')
    for (const secret of unspeakable(made.credentials)) expect(fn.lines().filter((line) => line.includes(secret))).toEqual([])
  }, 60_000)

  test("goes on from the original's state: nothing to do for an unchanged directory, one update for one rename", async () => {
    const { made, fn } = await asTheOriginal({ seed: small })
    await fn.invoke({})
    const before = await made.state()
    await made.patchState({ aws: { buckets: [{ name: BUCKET, objects: { [KEY]: `${JSON.stringify(originalStateOf(before), null, 2)}\n` } }] } })
    await made.clearRequests()

    const same = await fn.invoke({ operation: 'plan', adopt: 'ids' })
    const untouched = await writes(made)
    await made.patchState({ google: JSON.parse(JSON.stringify(before.google).replaceAll('p002@example.com', 'renamed@example.com')) as Seed['google'] })
    const renamed = await fn.invoke(scheduled)

    answered(same, 'unchanged')
    expect(untouched).toEqual([])
    expect(answered(renamed, 'applied').changed).toEqual(['user renamed@example.com, renamed from p002@example.com'])
    expect(await writes(made)).toEqual(['PatchUser'])
  }, 60_000)
})

describe('the operations of a workflow', () => {
  test('are plan, apply of what it names, and drift, for the stack that the event names', async () => {
    const { made, fn } = await byConfiguration({ seed: small })

    const planned = answered(await fn.invoke({ operation: 'plan', stack: 'staff' }), 'planned')
    const again = answered(await fn.invoke({ dry_run: 'True', stack: 'staff' }), 'planned')
    const before = await writes(made)
    const applied = answered(await fn.invoke({ operation: 'apply', stack: 'staff', plan: planned.plan, verify: true }), 'applied')
    const twice = await fn.invoke({ operation: 'apply', stack: 'staff', plan: planned.plan })
    const after = await made.state()
    await made.patchState({ aws: { users: after.aws.users.map((user) => (user.userName === 'p000@example.com' ? { ...user, displayName: 'Somebody Else' } : user)) } })
    const drift = answered(await fn.invoke({ operation: 'drift', stack: 'staff' }), 'drift')

    expect(planned).toMatchObject({ stack: 'staff', plan: `s3://${BUCKET}/staff/pending/${planned.changesDigest}.json`, changes: 8, blocked: false, verdicts: [], approvals: { required: 0, given: [] } })
    expect([again.planId, again.plan]).toEqual([planned.planId, planned.plan])
    expect(before).toEqual([])
    expect(applied).toMatchObject({ planId: planned.planId, done: 8, added: planned.added, mismatches: [] })
    expect(twice.error?.errorType).toBe('StalePlan')
    expect(drift.drift).toMatchObject([{ kind: 'user', key: 'p000@example.com', what: 'changed' }])
  }, 60_000)

  test('fail by the name of what is wrong, and a stack that is not there is said', async () => {
    const { fn } = await byConfiguration({ seed: small })

    const nobody = await fn.invoke({ operation: 'sync' })
    const unknown = await fn.invoke({ operation: 'plan', stack: 'sales' })
    const lost = await fn.invoke({ operation: 'apply', stack: 'staff', plan: `s3://${BUCKET}/nowhere.json` })

    expect([nobody, unknown, lost].map(({ error }) => error?.errorType)).toEqual(['BadUsage', 'BadConfig', 'BadUsage'])
    expect(nobody.error?.errorMessage).toMatch(/names no stack/)
    expect(unknown.error?.errorMessage).toMatch(/configs\/sales\.yaml cannot be read: there is no such object/)
    expect(lost.error?.errorMessage).toMatch(/nowhere\.json cannot be read/)
  }, 60_000)
})

describe("an event that is not one of the function's", () => {
  test('is refused by name, and nobody is asked anything', async () => {
    const { made, fn } = await asTheOriginal({ seed: small })
    await made.clearRequests()

    const outcomes = [await fn.invoke({ key1: 'value1', key2: 'value2', key3: 'value3' }), await fn.invoke({ operation: 'destroy' }), await fn.invoke([]), await fn.invoke({ dry_run: 'perhaps' })]

    for (const { error } of outcomes) expect(error).toMatchObject({ errorType: 'BadUsage', errorMessage: expect.stringContaining('nothing was done') as string })
    expect(await made.requests()).toEqual([])
  }, 60_000)
})

describe('a sync that policy blocks', () => {
  test('is a failed invocation that says where the plan waits and changes nothing; planning tells what is blocked', async () => {
    const { made, fn } = await byConfiguration(
      { seed: many },
      { policy: { limits: { window: '24h', remove_members: { percent: 0, floor: 0 } } }, notify: [{ type: 'sns', topic: 'arn:aws:sns:us-east-1:123456789012:idpscim' }] },
    )
    await made.patchState({ aws: { topics: ['idpscim'] } })
    answered(await fn.invoke({ operation: 'sync', stack: 'staff' }), 'applied')
    const { google } = await made.state()
    await made.patchState({ google: { groups: google.groups.map((group) => ({ ...group, members: group.members.slice(0, 3) })) } })
    await made.clearRequests()

    const blocked = await fn.invoke({ operation: 'sync', stack: 'staff' })
    const planned = answered(await fn.invoke({ operation: 'plan', stack: 'staff' }), 'planned')
    const applied = await fn.invoke({ operation: 'apply', stack: 'staff', plan: planned.plan })
    const again = await fn.invoke({ operation: 'sync', stack: 'staff' })

    expect(again.error).toEqual(blocked.error)
    expect(blocked.error?.errorType).toBe('PolicyBlocked')
    expect(blocked.error?.errorMessage).toMatch(/blocked by policy; it waits at s3:\/\/states\/staff\/pending\/[0-9a-f]{64}\.json, and nothing was changed/)
    expect(blocked.error?.errorMessage).toContain(planned.plan)
    expect(planned).toMatchObject({ blocked: true, verdicts: [expect.stringMatching(/^limits\.remove_members: 9 memberships would be removed/) as string] })
    expect(planned.removed).toEqual([...range(3, 10).map((index) => `p00${index}@example.com in AWS-All`), 'p003@example.com in AWS-Ops', 'p004@example.com in AWS-Ops', ...range(3, 10).map((index) => `user p00${index}@example.com (deactivated)`)])
    expect(applied.error?.errorType).toBe('PolicyBlocked')
    expect(metrics(fn).slice(1)).toMatchObject(['PolicyBlocked', 'planned', 'PolicyBlocked', 'PolicyBlocked'].map((status) => ({ status, Blocked: 1, Changes: 0, AgeOfLastGoodApply: expect.any(Number) as number })))
    expect(await writes(made)).toEqual([])
    // The blocked plan is told once, however often it is met.
    const { topics } = (await made.state()).aws as unknown as { topics: { messages: { attributes: object; message: string }[] }[] }
    expect(topics[0]?.messages).toMatchObject([{ attributes: { occasion: 'applied' } }, { attributes: { occasion: 'blocked' }, message: expect.stringContaining(planned.plan) as string }, { attributes: { occasion: 'failed' } }])
  }, 60_000)
})

describe('an apply that fails in part', () => {
  test('is a failed invocation with the words of the server, and the same plan resumes', async () => {
    const { made, fn } = await byConfiguration({ seed: small })
    await made.setFaults([
      { api: 'scim', operation: 'CreateUser', kind: 'error', status: 400, at: 2, times: 1 },
      { api: 'scim', operation: 'CreateGroup', kind: 'throttle', at: 1, times: 1 },
    ])

    const failed = await fn.invoke({ operation: 'sync', stack: 'staff' })
    const place = /s3:\/\/[^"]*pending\/[0-9a-f]{64}\.json/.exec(failed.error?.errorMessage ?? '')?.[0]
    const resumed = await fn.invoke({ operation: 'apply', stack: 'staff', plan: place })

    expect(failed.error).toMatchObject({ errorType: 'ApplyIncomplete', errorMessage: expect.stringMatching(/was applied in part: 1 change failed.*\ncreate user p00\d@example\.com: /s) as string })
    expect(answered(resumed, 'applied')).toMatchObject({ done: 8 })
    expect(metrics(fn)).toMatchObject([{ Failures: 1, Throttles: 1, status: 'ApplyIncomplete' }, { Failures: 0, Throttles: 0, AgeOfLastGoodApply: 0, status: 'applied' }])
    expect(metrics(fn)[0]).not.toHaveProperty('AgeOfLastGoodApply')
    expect((await made.state()).aws.users).toHaveLength(4)
  }, 60_000)
})

describe('a function that is killed in the middle', () => {
  test('is resumed by the next event, a plain sync or the plan itself, and ends where a calm run does', async () => {
    const calm = await asTheOriginal({ seed: many })
    await calm.fn.invoke({})
    const end = async ({ state }: Stage) => (await state()).aws.groups.map(({ displayName, members }) => [displayName, members.toSorted()]).sort()
    const { made, fn } = await byConfiguration({ seed: many, flags: ['--latency', '10'] })
    const midway = async (event: object, count: number) => {
      await made.clearRequests()
      const run = fn.begin(event)
      while ((await writes(made)).length < count);
      run.kill()
      return run.outcome
    }

    const first = await midway({ operation: 'sync', stack: 'staff' }, 3)
    const planned = answered(await fn.invoke({ operation: 'plan', stack: 'staff' }), 'planned')
    const second = await midway({ operation: 'apply', stack: 'staff', plan: planned.plan }, 3)
    const resumed = answered(await fn.invoke({ operation: 'apply', stack: 'staff', plan: planned.plan }), 'applied')
    const next = await fn.invoke({ operation: 'sync', stack: 'staff' })

    expect([first, second].map(({ error }) => error?.errorType)).toEqual(['Runtime.ExitError', 'Runtime.ExitError'])
    expect(resumed.planId).toBe(planned.planId)
    answered(next, 'unchanged')
    expect(await end(made)).toEqual(await end(calm.made))
    expect((await made.state()).aws.users).toHaveLength(10)
  }, 120_000)
})
