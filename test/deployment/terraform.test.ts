/** The Terraform module: the inputs of both modules that it succeeds, and a role that fits the source. */
import { readFile } from 'node:fs/promises'
import { glob } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import { actionsFor, callsOfSource } from './aws-calls.js'

const files = await glob('*.tf', { cwd: 'examples/terraform', absolute: true })
const text = (await Promise.all(files.sort().map((file) => readFile(file, 'utf8')))).join('\n')

/** Top-level blocks, as `terraform fmt` lays them out. */
const blocks = (kind: string) => new Map([...text.matchAll(new RegExp(`^${kind} "(\\w+)"(?: "(\\w+)")? \\{\\n([\\s\\S]*?)^\\}`, 'gm'))].map(([, first = '', second, body = '']) => [second === undefined ? first : `${first}.${second}`, body]))
const variables = blocks('variable')
const defaultOf = (name: string) => /^ {2}default +=( .*)$/m.exec(variables.get(name) ?? '')?.[1]?.trim()

/** github.com/ministryofjustice/moj-terraform-scim-github, variables.tf and what main.tf takes since it logs in as an App. */
const GITHUB_INPUTS = [
  'github_organisation', 'github_token', 'github_app_id', 'github_app_private_key', 'github_app_installation_id', 'sso_aws_region', 'sso_email_suffix', 'sso_identity_store_id', 'not_dry_run', 'tags',
]

/** github.com/ministryofjustice/moj-terraform-scim-entra-id, variables.tf, with its defaults; null has none. */
const ENTRA_INPUTS: Readonly<Record<string, string | null>> = {
  azure_tenant_id: null,
  azure_client_id: null,
  azure_client_secret: null,
  tags: '{}',
  enable_monitoring: 'false',
  alarm_email_endpoints: '[]',
  alarm_sns_topic_arn: '""',
  error_rate_threshold: '5',
  throttle_threshold: '1',
  enable_error_alarm: 'true',
  enable_error_rate_alarm: 'true',
  enable_duration_alarm: 'true',
  enable_throttle_alarm: 'true',
  enable_scheduled_job_alarm: 'true',
  error_alarm_evaluation_periods: '1',
  error_rate_alarm_evaluation_periods: '2',
  duration_alarm_evaluation_periods: '1',
  throttle_alarm_evaluation_periods: '1',
  scheduled_job_alarm_evaluation_periods: '1',
  error_alarm_period: '300',
  error_rate_alarm_period: '300',
  duration_alarm_period: '300',
  throttle_alarm_period: '300',
  scheduled_job_alarm_period: '7200',
}

const OUTPUTS = ['lambda_function_name', 'lambda_function_arn', 'cloudwatch_log_group_name', 'sns_topic_arn', 'alarm_names']

describe("the Terraform module's inputs", () => {
  test('have every name of the GitHub module', () => {
    expect(GITHUB_INPUTS.filter((name) => !variables.has(name))).toEqual([])
  })

  test.each(Object.entries(ENTRA_INPUTS))('have %s of the Entra module, with its default', (name, value) => {
    expect(variables.has(name)).toBe(true)
    expect(defaultOf(name)).toBe(value ?? 'null')
  })

  test('alarm at nine tenths of the time-out where nobody says a duration, which is what the Entra module says of its 300 seconds', () => {
    expect([defaultOf('duration_threshold_ms'), defaultOf('timeout')]).toEqual(['null', '300'])
    expect(text).toContain('coalesce(var.duration_threshold_ms, var.timeout * 900)')
  })

  test('are each used, and each described', () => {
    const unused = [...variables.keys()].filter((name) => !new RegExp(`var\\.${name}\\b`).test(text.replaceAll(variables.get(name) ?? '', '')))

    expect(unused).toEqual([])
    expect([...variables].filter(([, body]) => !/^ {2}description += ".+"$/m.test(body)).map(([name]) => name)).toEqual([])
  })

  test('keep what is secret out of what Terraform prints', () => {
    const secrets = [...variables.keys()].filter((name) => /_(token|secret|private_key)$/.test(name) && !/_alarm$|^enable/.test(name))

    expect(secrets).toEqual(['github_app_private_key', 'github_token', 'azure_client_secret'])
    expect(secrets.filter((name) => !/sensitive +=? *true/.test(variables.get(name) ?? ''))).toEqual([])
  })
})

describe('the Terraform module', () => {
  test('gives every output of both', () => {
    expect(OUTPUTS.filter((name) => !blocks('output').has(name))).toEqual([])
  })

  test("tells the function where its configuration is, and nothing else: no secret is in a function's environment", () => {
    const [, environment] = /environment \{\n\s+variables = \{\n([\s\S]*?)\n\s+\}/.exec(blocks('resource').get('aws_lambda_function.default') ?? '') ?? []

    expect(environment?.trim().split('\n').map((line) => line.trim().split(' ')[0])).toEqual(['IDPSCIM_CONFIG'])
  })
})

describe("the Terraform module's role", async () => {
  const calls = await callsOfSource()
  const policy = blocks('data').get('aws_iam_policy_document.function') ?? ''
  const statements = new Map([...policy.matchAll(/sid += "(\w+)"[^\n]*\n\s+actions += \[([\s\S]*?)\]\n\s+resources += ([^\n]+)/g)].map(([, sid = '', actions = '', resources = '']) => [sid, { actions: [...actions.matchAll(/"([\w:-]+)"/g)].map(([, action = '']) => action), resources }]))

  test('has its every statement looked at here', () => {
    expect(statements.size).toBe([...policy.matchAll(/\bsid +=/g)].length)
  })

  test('may make the calls that the program makes with these sources, targets and states, and no other', () => {
    const allowed = [...new Set([...statements.values()].flatMap(({ actions }) => actions))].sort()

    expect(allowed).toEqual(actionsFor(calls, ['state', 'encrypted state', 'secrets', 'identity store', 'which store', 'entra without secret', 'notification'], { lambda: true }))
  })

  test('may make those of one use only where that use is', () => {
    const conditional = Object.fromEntries([...policy.matchAll(/for_each = ([^\n]+?) \?[\s\S]*?sid += "(\w+)"/g)].map(([, condition = '', sid = '']) => [sid, condition]))

    expect(conditional).toEqual({
      StateKey: 'var.state_kms_key_arn == null',
      Secrets: 'length(local.secret_arns) == 0',
      EntraWithoutSecret: 'nonsensitive(local.keyless)',
      IdentityStore: 'var.scim_endpoint == null',
      Reports: 'var.notification_topic_arn == null',
      WhichStore: 'var.scim_endpoint == null && nonsensitive(var.sso_identity_store_id == null)',
    })
  })

  test('names a resource for whatever has one', () => {
    const anywhere = [...statements].filter(([, { resources }]) => resources.includes('"*"')).map(([sid]) => sid)

    expect(anywhere).toEqual(['EntraWithoutSecret', 'WhichStore', 'Traces'])
  })
})
