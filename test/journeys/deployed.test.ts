/** Deployments of examples/, with the very bundle that they deploy, against the sandbox. */
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/lambda/answer.js'
import { BINARY_PARAMETERS } from '../deployment/original-stack.js'
import { company } from '../support/company.js'
import { awsOnly, BUCKET } from '../support/in-aws.js'
import { useFunctions, type LambdaFunction } from '../support/lambda-runtime.js'
import { originalStateOf } from '../support/original-state.js'
import { useStages, type Stage } from '../support/program.js'
import { runStateMachine, TaskError } from '../support/state-machine.js'
import { evaluate, readTemplate } from '../support/templates.js'

const stages = useStages()
const functions = useFunctions()
const seed = company(6, { Red: [0, 1, 2], Blue: [2, 3, 4, 5] })

/** The function of the SAM template under these parameters; only Google's address is the sandbox's. */
async function deploySam(made: Stage, parameters: Readonly<Record<string, string>>): Promise<{ fn: LambdaFunction; key: string }> {
  const known = {
    Bucket: BUCKET,
    AWSGWSServiceAccountFileSecret: 'IDPSCIM_GWSServiceAccountFile',
    AWSGWSUserEmailSecret: 'IDPSCIM_GWSUserEmail',
    AWSSCIMEndpointSecret: 'IDPSCIM_SCIMEndpoint',
    AWSSCIMAccessTokenSecret: 'IDPSCIM_SCIMAccessToken',
  }
  const { Resources } = evaluate(await readTemplate('examples/sam/template.yaml'), parameters, known)
  const { Variables } = Resources['LambdaFunction']?.Properties['Environment'] as { Variables: Record<string, string> }
  return { fn: await functions({ ...awsOnly(made.env), ...Variables, IDPSCIM_GWS_ENDPOINT: made.endpoints['google'] }), key: Variables['IDPSCIM_AWS_S3_BUCKET_KEY'] ?? '' }
}

const writes = async ({ requests }: Stage) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)

describe('a stack of the original that is updated to our template', () => {
  test('has the same inputs and an empty first plan; its schedule then goes on from the state that it left', async () => {
    const made = await stages({ inAws: true, seed })
    const { fn, key } = await deploySam(made, { ...BINARY_PARAMETERS, GWSGroupsFilter: 'name:AWS*' })
    await fn.invoke({})
    const before = await made.state()
    const left = `${JSON.stringify(originalStateOf(before), null, 2)}\n`
    await made.patchState({ aws: { buckets: [{ name: BUCKET, objects: { [key]: left } }] } })
    await made.clearRequests()

    const first = await fn.invoke({ operation: 'plan', adopt: 'ids' })
    const scheduled = await fn.invoke({})

    expect([first.answer?.status, scheduled.answer?.status]).toEqual(['unchanged', 'unchanged'])
    expect(await writes(made)).toEqual([])
    expect(key).toBe('data/state.json')
    expect((await made.state()).aws.users).toEqual(before.aws.users)
  }, 60_000)
})

describe('the state machine over the function', () => {
  const lambda = (fn: LambdaFunction) => async ({ Payload }: { Payload: { stack: string } }) => {
    const { answer, error } = await fn.invoke(Payload)
    if (error !== undefined) throw new TaskError(error.errorType, error.errorMessage)
    return { Payload: answer }
  }

  test('plans, asks, applies what was approved, and has nothing to ask the next time', async () => {
    const made = await stages({ inAws: true, seed })
    const { fn } = await deploySam(made, {})
    const asked: string[] = []
    const written: string[][] = []
    const tasks = {
      Plan: lambda(fn),
      Apply: lambda(fn),
      AskPerson: async ({ Message }: { Message: string }) => {
        asked.push(Message)
        written.push(await writes(made))
        return { by: 'Ada' }
      },
    }

    const first = await runStateMachine('review', { stack: 'state' }, tasks)
    const second = await runStateMachine('review', { stack: 'state' }, tasks)

    const applied = first.output as Extract<Answer, { status: 'applied' }>
    expect(applied).toMatchObject({ status: 'applied', stack: 'state', done: 10, added: expect.arrayContaining(['user p000@example.com', 'group AWS-Red', 'p005@example.com in AWS-Blue']) as string[], removed: [] })
    expect(second.output).toMatchObject({ status: 'unchanged' })
    expect(written).toEqual([[]])
    expect(asked[0]).toContain(`idpscim show s3://${BUCKET}/data/pending/`)
  }, 60_000)

  test('refused, leaves the target as it was', async () => {
    const made = await stages({ inAws: true, seed })
    const { fn } = await deploySam(made, {})
    const AskPerson = () => {
      throw new TaskError('Refused', 'not today')
    }

    const { output } = await runStateMachine('review', { stack: 'state' }, { Plan: lambda(fn), Apply: lambda(fn), AskPerson })

    expect(output).toMatchObject({ status: 'refused', refusal: { Cause: 'not today' } })
    expect(await writes(made)).toEqual([])
  }, 60_000)
})
