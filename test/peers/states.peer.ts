/** The state machines of the examples on an interpreter with everything of AWS's: task tokens that are sent back, time-outs that run out, executions in executions. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PeerAtHand } from './run.js'

const peers = (JSON.parse(process.env['IDPSCIM_PEERS'] ?? '[]') as PeerAtHand[]).filter(({ serves }) => serves.includes('states'))
const ACCOUNT = '123456789012'
const REGION = 'eu-west-1'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/peer`
const NAMES: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: REGION,
  FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:idpscim`,
  TopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:questions`,
  ReviewArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:review`,
}

type Definition = { States: Record<string, Record<string, unknown>> }
interface Execution {
  status: string
  output?: string
  error?: string
}
interface Happened {
  type: string
  taskScheduledEventDetails?: { resource: string; parameters: string }
}

async function definitionOf(name: string): Promise<Definition> {
  const text = await readFile(`examples/step-functions/${name}.asl.json`, 'utf8')
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (whole, key: string) => NAMES[key] ?? whole)) as Definition
}

const PLANNED = { status: 'planned', stack: 'staff', plan: 's3://states/pending/d.json', changesDigest: 'd', changes: 2, summary: {}, blocked: false, verdicts: [], expiresAt: '2026-03-09T12:00:00Z' }
const APPLIED = { status: 'applied', stack: 'staff', done: 2 }

for (const { name, endpoint, credentials } of peers) {
  const signed = (service: string) => ({ authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0` })
  const send = async (path: string, headers: Record<string, string>, body: string) => {
    const answer = await fetch(`${endpoint}${path}`, { method: 'POST', headers, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
    return text
  }
  const states = async <Answer>(operation: string, body: object) =>
    JSON.parse((await send('/', { ...signed('states'), 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` }, JSON.stringify(body))) || '{}') as Answer
  const query = (service: string, Version: string, parameters: Record<string, string>) =>
    send('/', { ...signed(service), 'content-type': 'application/x-www-form-urlencoded' }, new URLSearchParams({ Version, ...parameters }).toString())

  /** What the function answers next, in turn. */
  const answering = (...answers: object[]) => send('/moto-api/static/lambda-simple/response', {}, JSON.stringify({ region: REGION, results: answers.map((answer) => JSON.stringify(answer)) }))
  const makeFunction = (FunctionName: string) => send('/2015-03-31/functions', { ...signed('lambda'), 'content-type': 'application/json' }, JSON.stringify({ FunctionName, Role: ROLE, PackageType: 'Image', Code: { ImageUri: 'none' } }))
  const machine = async (definition: Definition, as: string) => (await states<{ stateMachineArn: string }>('CreateStateMachine', { name: as, definition: JSON.stringify(definition), roleArn: ROLE })).stateMachineArn
  const start = async (stateMachineArn: string, input: object) => (await states<{ executionArn: string }>('StartExecution', { stateMachineArn, name: randomUUID(), input: JSON.stringify(input) })).executionArn
  const history = async (executionArn: string) => (await states<{ events: Happened[] }>('GetExecutionHistory', { executionArn })).events

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < 200; tries++) {
      const seen = await look()
      if (seen !== undefined) return seen
      await sleep(100)
    }
    throw new Error('it did not come to that in twenty seconds')
  }
  const ended = (executionArn: string) =>
    until(async () => {
      const told = await states<Execution>('DescribeExecution', { executionArn })
      return told.status === 'RUNNING' ? undefined : told
    })
  /** The two commands that the message gives, by their words. */
  const asked = (executionArn: string) =>
    until(async () => {
      const scheduled = (await history(executionArn)).filter(({ type }) => type === 'TaskScheduled').find(({ taskScheduledEventDetails: details }) => details?.resource === 'publish.waitForTaskToken')
      if (scheduled === undefined) return undefined
      const { Message: text } = JSON.parse(scheduled.taskScheduledEventDetails?.parameters ?? '{}') as { Message: string }
      const tokenOf = (command: string) => new RegExp(`${command} .* --task-token (\\S+)$`, 'm').exec(text)?.[1]
      return { text, approve: tokenOf('send-task-success'), refuse: tokenOf('send-task-failure') }
    })
  const invocations = async (executionArn: string) =>
    (await history(executionArn)).flatMap(({ taskScheduledEventDetails: details }) => (details?.resource === 'invoke' ? [(JSON.parse(details.parameters) as { Payload: { operation: string; plan?: string } }).Payload] : []))

  describe(`the state machines on ${name}`, () => {
    let review = ''
    beforeAll(async () => {
      await send('/moto-api/config', {}, JSON.stringify({ stepfunctions: { execute_state_machine: true }, lambda: { use_docker: false } }))
      const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] }
      await query('iam', '2010-05-08', { Action: 'CreateRole', RoleName: 'peer', AssumeRolePolicyDocument: JSON.stringify(trust) })
      await query('sns', '2010-03-31', { Action: 'CreateTopic', Name: 'questions' })
      await makeFunction('idpscim')
      review = await machine(await definitionOf('review'), 'review')
    }, 30_000)

    it('applies once the token comes back, and goes on until the plan is done', async () => {
      await answering(PLANNED, { ...APPLIED, status: 'incomplete' }, APPLIED)
      const execution = await start(review, { stack: 'staff' })

      const { approve } = await asked(execution)
      const before = await invocations(execution)
      await states('SendTaskSuccess', { taskToken: approve, output: JSON.stringify({ by: 'Ada' }) })
      const { status, output } = await ended(execution)

      expect(before).toEqual([{ operation: 'plan', stack: 'staff' }])
      expect([status, JSON.parse(output ?? '{}')]).toEqual(['SUCCEEDED', APPLIED])
      expect((await invocations(execution)).map(({ operation, plan }) => [operation, plan])).toEqual([['plan', undefined], ['apply', PLANNED.plan], ['apply', PLANNED.plan]])
    }, 30_000)

    it('refused by its token, applies nothing and ends as a decision', async () => {
      await answering(PLANNED)
      const execution = await start(review, { stack: 'staff' })

      await states('SendTaskFailure', { taskToken: (await asked(execution)).refuse, error: 'Refused', cause: 'Bob stays' })
      const { status, output } = await ended(execution)

      // moto 5.2 loses the cause on its way.
      expect([status, JSON.parse(output ?? '{}')]).toMatchObject(['SUCCEEDED', { status: 'refused', stack: 'staff', plan: PLANNED.plan, refusal: { Error: 'Refused' } }])
      expect(await invocations(execution)).toHaveLength(1)
    }, 30_000)

    it('answered by nobody in its time, applies nothing and fails by that name', async () => {
      await answering(PLANNED)
      const impatient = await definitionOf('review')
      impatient.States['AskPerson'] = { ...impatient.States['AskPerson'], TimeoutSeconds: 1 }
      const execution = await start(await machine(impatient, 'impatient'), { stack: 'staff' })

      expect(await ended(execution)).toMatchObject({ status: 'FAILED', error: 'NobodyAnswered' })
      expect(await invocations(execution)).toHaveLength(1)
    }, 30_000)

    it('goes through five stacks by a distributed map, of which one fails and stops no other', async () => {
      const stacks = ['a', 'b', 'c', 'd', 'e']
      for (const stack of stacks) if (stack !== 'c') await query('sns', '2010-03-31', { Action: 'CreateTopic', Name: stack })
      const fleet = await definitionOf('fleet')
      const { ItemProcessor } = fleet.States['EachStack'] as { ItemProcessor: Definition }
      const review = ItemProcessor.States['Review']
      // moto 5.2 cannot end an execution in an execution, and its functions never fail: a message to a topic of each stack's stands in for its review.
      const Parameters = { 'TopicArn.$': `States.Format('arn:aws:sns:${REGION}:${ACCOUNT}:{}', $.stack)`, Message: 'review' }
      ItemProcessor.States['Review'] = { ...review, Resource: 'arn:aws:states:::sns:publish', Parameters, ResultSelector: { 'outcome.$': '$.MessageId' } }
      const execution = await start(await machine(fleet, 'fleet'), { stacks })

      const { status, error } = await ended(execution)
      const told = (await history(execution)).find(({ taskScheduledEventDetails: details }) => details?.resource === 'publish' && details.parameters.includes('some stacks failed'))
      const { Message: text } = JSON.parse(told?.taskScheduledEventDetails?.parameters ?? '{}') as { Message: string }

      expect([status, error]).toEqual(['FAILED', 'SomeFailed'])
      expect(text).toMatch(/^1 of 5 stacks failed; the others went on\./)
      expect(JSON.parse(text.slice(text.indexOf('[')))).toEqual([{ stack: 'c', outcome: 'failed', error: expect.stringMatching(/NotFound/) as string, execution: 'none' }])
    }, 60_000)
  })
}
