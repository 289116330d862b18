/** Every deployment's role may make the calls that the program makes there, and no other. */
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

/** IAM's wildcards. */
function matches(pattern: string, arn: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn)
}
