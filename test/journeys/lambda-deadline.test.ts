/** More than one invocation can do: the bundle under a short time-out, until all is done. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Incomplete } from '../../src/lambda/answer.js'
import { range } from '../support/company.js'
import { awsOnly, BUCKET } from '../support/in-aws.js'
import { useFunctions, type LambdaFunction, type Outcome } from '../support/lambda-runtime.js'
import { useStages, type Stage } from '../support/program.js'
import { runStateMachine, TaskError } from '../support/state-machine.js'

const stages = useStages()
const functions = useFunctions()

interface Deployed {
  made: Stage
  fn: LambdaFunction
  /** Writes a second that the server is said to bear. */
  bears: (write: number) => Promise<void>
}

/** A company in a file beside the code, a server by the book, and the state in S3. */
async function companyOf(people: number): Promise<Deployed> {
  const made = await stages({ seed: { aws: { users: [], groups: [] } }, inAws: true })
  const fn = await functions({ ...awsOnly(made.env), IDPSCIM_CONFIG: 'staff.yaml', SCIM_TOKEN: made.credentials?.token, IDPSCIM_LOG_LEVEL: 'warn' })
  const rows = range(0, people).map((index) => `p${String(index).padStart(4, '0')}@example.com,Person,Number ${index}`)
  await writeFile(join(fn.root, 'people.csv'), ['userName,name.givenName,name.familyName', ...rows, ''].join('\n'))
  const bears = (write: number) =>
    writeFile(
      join(fn.root, 'staff.yaml'),
      stringify({
        version: 1,
        stack: 'staff',
        sources: [{ type: 'file', name: 'staff', paths: ['people.csv'], include_users: 'all' }],
        target: { type: 'scim', endpoint: made.endpoints['scim-standard'], access_token: { env: 'SCIM_TOKEN' }, rates: { read: 1000, write } },
        state: { type: 's3', bucket: BUCKET, key: 'staff/state.json' },
      }),
    )
  return { made, fn, bears }
}

/** As a person would: told that the time is too short for one change, they raise it. A machine that is busy with much else is slow. */
function patiently(fn: LambdaFunction): (event: object) => Promise<Outcome> {
  let timeoutMs = 2_000
  return async function invoke(event): Promise<Outcome> {
    const outcome = await fn.invoke(event, { timeoutMs })
    if (outcome.error?.errorType !== 'DeadlineReached') return outcome
    expect(outcome.error.errorMessage).toMatch(/^the function's time is almost over before/)
    timeoutMs *= 2
    return invoke(event)
  }
}

const usersIn = async ({ state }: Stage) => (await state()).aws.users.map(({ userName }) => userName)

describe('a sync of more than its time', () => {
  test('of 5,000 changes in two seconds stops before its time is over, and whoever applies its plan goes on until all is done', async () => {
    const { made, fn, bears } = await companyOf(5_000)
    await bears(1000)
    const invoke = patiently(fn)

    const incomplete: Incomplete[] = []
    let outcome = await invoke({})
    for (; outcome.answer?.status === 'incomplete'; outcome = await invoke({ operation: 'apply', plan: outcome.answer.plan })) incomplete.push(outcome.answer)

    expect(outcome.answer, JSON.stringify(outcome.error)).toMatchObject({ status: 'applied', done: 5_000 })
    expect(incomplete.length).toBeGreaterThanOrEqual(2)
    expect(new Set(incomplete.map(({ plan, planId, stopped, failed }) => JSON.stringify({ plan, planId, stopped, failed })))).toHaveProperty('size', 1)
    const done = incomplete.map((answer) => answer.done)
    expect(done).toEqual([...new Set(done)].sort((a, b) => a - b))
    const users = await usersIn(made)
    expect([users.length, new Set(users).size]).toEqual([5_000, 5_000])
  }, 300_000)

  test('is taken up by the next sync as well: it settles what was done, and plans the rest', async () => {
    const { made, fn, bears } = await companyOf(400)
    await bears(50)
    const first = await patiently(fn)({})
    const before = await usersIn(made)
    await bears(1000)

    const second = await fn.invoke({})

    expect(first.answer).toMatchObject({ status: 'incomplete', done: before.length, stopped: "the function's time is almost over" })
    expect(second.answer, JSON.stringify(second.error)).toMatchObject({ status: 'applied', done: 400 - before.length })
    expect(new Set(await usersIn(made)).size).toBe(400)
  }, 120_000)

  test('is gone on with by the state machine, turn by turn, until all is done', async () => {
    const { made, fn, bears } = await companyOf(120)
    await bears(50)
    const invoke = patiently(fn)
    const told: string[] = []
    const task = async ({ Payload }: { Payload: { operation: string } }) => {
      const { answer, error } = await invoke(Payload)
      if (error !== undefined) throw new TaskError(error.errorType, error.errorMessage)
      told.push(`${Payload.operation}: ${answer.status}`)
      return { Payload: answer }
    }

    const { output, failure } = await runStateMachine('review', { stack: 'staff', ask: 'blocked' }, { Plan: task, Apply: task })

    expect(output, failure).toMatchObject({ status: 'applied', done: 120 })
    expect([told[0], told.at(-1)]).toEqual(['plan: planned', 'apply: applied'])
    expect(told.slice(1, -1).length).toBeGreaterThanOrEqual(1)
    expect(new Set(told.slice(1, -1))).toEqual(new Set(['apply: incomplete']))
    expect(new Set(await usersIn(made)).size).toBe(120)
  }, 120_000)
})
