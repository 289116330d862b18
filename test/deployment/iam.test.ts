/** Every deployment's role may make the calls that the program makes there, and no other. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { evaluate, readTemplate, type Template } from '../support/templates.js'
import { actionsFor, callsOfSource, superfluousRights, unknownCalls } from './aws-calls.js'

const calls = await callsOfSource()

interface Statement {
  Sid: string
  Effect: string
  Action: string | string[]
  Resource: string | string[]
  Condition?: Record<string, unknown>
}

function statementsOf({ Resources }: Template, role: string): Statement[] {
  const policies = (Resources[role]?.Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[]
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
}

const list = (value: string | string[]) => (typeof value === 'string' ? [value] : value)
const actionsOf = (statements: readonly Statement[]) => [...new Set(statements.flatMap(({ Action }) => list(Action)))].sort()
const resourcesOf = (statements: readonly Statement[], action: string) => statements.filter(({ Action }) => list(Action).includes(action)).flatMap(({ Resource }) => list(Resource))

describe('the calls to AWS that the source makes', () => {
  test('are each in the table of what IAM wants', () => {
    expect(unknownCalls(calls)).toEqual([])
  })

  test('are all that is in the table', () => {
    expect(superfluousRights(calls)).toEqual([])
  })
})

describe("the SAM template's role", async () => {
  const template = await readTemplate('examples/sam/template.yaml')
  const notifying = statementsOf(evaluate(template, { NotificationTopicArn: 'arn:aws:sns:eu-west-1:111122223333:reports' }), 'LambdaFunctionRole')
  const plain = statementsOf(evaluate(template), 'LambdaFunctionRole')

  test('may make the calls of a state in S3 and of secrets, and no other', () => {
    expect(actionsOf(plain)).toEqual(actionsFor(calls, ['state', 'encrypted state', 'secrets'], { lambda: true }))
  })

  test('may publish reports where a topic is named, there alone', () => {
    expect(actionsOf(notifying)).toEqual(actionsFor(calls, ['state', 'encrypted state', 'secrets', 'notification'], { lambda: true }))
    expect(resourcesOf(notifying, 'sns:Publish')).toEqual(['arn:aws:sns:eu-west-1:111122223333:reports'])
  })

  test('names a resource for whatever has one', () => {
    const anywhere = plain.filter(({ Resource }) => list(Resource).includes('*')).flatMap(({ Action }) => list(Action))

    expect(anywhere.every((action) => action.startsWith('xray:'))).toBe(true)
  })

  test('can read and write all that lies beside the state, and delete neither state nor history', () => {
    const covers = (action: string, key: string) => resourcesOf(plain, action).some((arn) => matches(arn, `<Bucket.Arn>/${key}`))
    const beside = ['data/state.json', 'data/state.json.lock', 'data/state.json.journal/1/a.jsonl', 'data/state.json.original-1.0.0.json', 'data/state.json.errored-1.json', 'data/history/1.json', 'data/pending/d.json', 'data/pending/d.json.approvals/k.json', 'data/cache/assignments.json']

    expect(beside.filter((key) => !covers('s3:GetObject', key) || !covers('s3:PutObject', key))).toEqual([])
    expect(beside.filter((key) => covers('s3:DeleteObject', key))).toEqual(['data/state.json.lock', 'data/state.json.journal/1/a.jsonl', 'data/pending/d.json', 'data/pending/d.json.approvals/k.json'])
  })
})

describe("the state machines' roles", async () => {
  const template = evaluate(await readTemplate('examples/step-functions/template.yaml'), { FunctionArn: '<FunctionArn>', Stacks: ['a'] })
  /** Step Functions Developer Guide, "IAM policies for integrated services": what each integration wants of the role. */
  const WANTS: Readonly<Record<string, readonly string[]>> = {
    'lambda:invoke': ['lambda:InvokeFunction'],
    'sns:publish': ['sns:Publish'],
    'sns:publish.waitForTaskToken': ['sns:Publish'],
    'states:startExecution.sync:2': ['states:StartExecution', 'states:DescribeExecution', 'states:StopExecution', 'events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    // A distributed map starts its own machine again.
    DISTRIBUTED: ['states:StartExecution', 'states:DescribeExecution', 'states:StopExecution'],
  }
  const wanted = async (name: string) => {
    const text = await readFile(`examples/step-functions/${name}.asl.json`, 'utf8')
    const used = [...text.matchAll(/"arn:[^:]+:states:::([^"]+)"|"Mode": "(DISTRIBUTED)"/g)].map(([, integration, mode]) => integration ?? mode ?? '')
    return [...new Set(used.flatMap((one) => WANTS[one] ?? [`unknown: ${one}`]))].sort()
  }

  test('of a review may do what its steps want', async () => {
    const { Policies } = template.Resources['Review']?.Properties as { Policies: { Statement: Statement[] }[] }

    expect(actionsOf(Policies.flatMap(({ Statement }) => Statement))).toEqual(await wanted('review'))
  })

  test('of a fleet may do what its steps want, and start nothing but reviews and itself', async () => {
    const { PolicyDocument } = template.Resources['FleetPolicy']?.Properties as { PolicyDocument: { Statement: Statement[] } }

    expect(actionsOf(PolicyDocument.Statement)).toEqual(await wanted('fleet'))
    expect(resourcesOf(PolicyDocument.Statement, 'states:StartExecution')).toEqual(['<Review>', '<Fleet>'])
    expect(PolicyDocument.Statement.filter(({ Resource }) => list(Resource).includes('*'))).toEqual([])
  })
})

describe("the runbook's roles for GitHub Actions", () => {
  test('may make the calls of a plan, and more only to settle a run that died', async () => {
    const runbook = await readFile('examples/unattended.md', 'utf8')
    const [, ofPlan = '', after = ''] = /\| plan \| `repo:ORG\/REPO:pull_request` \|([^\n]*)([\s\S]*?)\n## /.exec(runbook) ?? []
    const named = (text: string) => [...text.matchAll(/`((?:s3|kms|secretsmanager):\w+)`/g)].map(([, action = '']) => action)

    expect([...named(ofPlan), ...named(after)].sort()).toEqual(actionsFor(calls, ['state', 'encrypted state', 'secrets'], { lambda: false }))
    expect(named(ofPlan).filter((action) => /Put|Delete|Generate/.test(action))).toEqual([])
  })
})

/** IAM's wildcards. */
function matches(pattern: string, arn: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn)
}
