/** The bundle under AWS's own runtime interface. `npm run test:peers` builds it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { company, range } from '../support/company.js'
import { awsOnly, BUCKET, KEY } from '../support/in-aws.js'
import type { Outcome } from '../support/lambda-api.js'
import { useStages, type Stage } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { emulator } from './lambda.js'
import { answers, freePort } from './peer.js'

const installed = process.env['IDPSCIM_LAMBDA_RUNTIME'] ?? ''
const stages = useStages()
const endings: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()))
})

type Invoke = (event: unknown) => Promise<Outcome>

async function deployed(made: Stage, seconds: number): Promise<Invoke> {
  const root = await temporaryFolder()
  await symlink(resolve('dist/lambda/index.mjs'), join(root, 'index.mjs'))
  const [events, api] = [await freePort(), await freePort()]
  const { file, args } = emulator(installed, { events, api })
  const { PATH } = process.env
  const own = { PATH, LAMBDA_TASK_ROOT: root, AWS_LAMBDA_FUNCTION_TIMEOUT: String(seconds), AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256', ...awsOnly(made.env) }
  const child = spawn(file, args, { cwd: root, env: { ...own, IDPSCIM_AWS_S3_BUCKET_NAME: BUCKET, IDPSCIM_AWS_S3_BUCKET_KEY: KEY, IDPSCIM_GWS_ENDPOINT: made.endpoints['google'] }, stdio: 'ignore', detached: true })
  endings.push(async () => {
    const gone = once(child, 'exit')
    // The runtime is its child.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    await gone
  })
  const address = `http://127.0.0.1:${events}`
  await answers(address, child)
  return async (event) => {
    const answer = await fetch(`${address}/2015-03-31/functions/function/invocations`, { method: 'POST', body: JSON.stringify(event) })
    const body = (await answer.json()) as object
    return ('errorType' in body ? { error: body } : { answer: body }) as Outcome
  }
}

describe("the function under AWS's runtime interface", () => {
  test('synchronises, finds nothing to do, and fails by the name of what is wrong', async () => {
    const made = await stages({ seed: company(4, { Red: [0, 1], Blue: [1, 2, 3] }), inAws: true })
    const invoke = await deployed(made, 60)

    const outcomes = [await invoke({}), await invoke({}), await invoke({ operation: 'plan' }), await invoke({ key1: 'value1' }), await invoke({ operation: 'apply', plan: `s3://${BUCKET}/nowhere` })]

    expect(outcomes.map(({ answer, error }) => answer?.status ?? error?.errorType)).toEqual(['applied', 'unchanged', 'unchanged', 'BadUsage', 'BadUsage'])
    expect((await made.state()).aws.users).toHaveLength(4)
  }, 120_000)

  test("stops before AWS's time-out, and goes on from there", async () => {
    const made = await stages({ seed: company(200, { All: range(0, 200) }), inAws: true })
    const invoke = await deployed(made, 5)

    const done: number[] = []
    let outcome = await invoke({})
    for (; outcome.answer?.status === 'incomplete'; outcome = await invoke({ operation: 'apply', plan: outcome.answer.plan })) done.push(outcome.answer.done)

    expect(outcome.answer, JSON.stringify(outcome.error)).toMatchObject({ status: 'applied', done: 202 })
    expect(done.length).toBeGreaterThanOrEqual(1)
    expect((await made.state()).aws.users).toHaveLength(200)
  }, 180_000)
})
