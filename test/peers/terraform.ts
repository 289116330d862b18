/**
 * Terraform itself over the module of the examples: formats, validates and plans it under the AWS provider's own schema. The provider, 700 MB from a
 * registry of its own, is stood in for by one that has its schema and does nothing (`terraform/main.go`).
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { glob } from 'tinyglobby'
import { loadConfig } from '../../src/config/load-config.js'
import { actionsFor, callsOfSource, type Use } from '../deployment/aws-calls.js'
import { run } from './peer.js'
import type { Tool } from './tools.js'

const MODULE = resolve('examples/terraform')
const DOUBLE = resolve('test/peers/terraform')
/** Bindings that CDK for Terraform generates of a provider, and whose schema they are. */
const BINDINGS = { aws: '@cdktf/provider-aws@21.22.1', archive: '@cdktf/provider-archive@11.0.1' } as const
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

const digest = createHash('sha256')
for (const file of ['main.go', 'go.sum']) digest.update(readFileSync(join(DOUBLE, file)))

export const terraform: Tool = {
  name: 'terraform',
  needs: 'Terraform, Go and npm with ways to their registries',
  folder: `terraform-aws-6.25-${digest.digest('hex').slice(0, 8)}`,
  async install(into) {
    await run('terraform', ['-version'], { minutes: 1 })
    for (const [name, from] of Object.entries(BINDINGS)) {
      const bindings = join(into, 'bindings', name)
      await mkdir(bindings, { recursive: true })
      await run(NPM, ['pack', from, '--silent', '--pack-destination', bindings], { minutes: 5 })
      const [packed = ''] = await glob('*.tgz', { cwd: bindings })
      await run('tar', ['xzf', packed], { minutes: 2, cwd: bindings })
      await rm(join(bindings, packed))
      await run('go', ['build', '-o', join(into, name, `terraform-provider-${name}`), '.'], { minutes: 15, cwd: DOUBLE })
    }
  },
  reads: 'the Terraform module: its format, its arguments by the AWS provider 6.25, what it plans, and what that configures and allows',
  async check(installed) {
    const workplace = await mkdtemp(join(tmpdir(), 'idpscim-terraform-'))
    try {
      await checkModule(installed, workplace)
    } finally {
      await rm(workplace, { recursive: true, force: true })
    }
  },
}

async function checkModule(installed: string, workplace: string): Promise<void> {
  await run('terraform', ['fmt', '-check', '-diff', '-recursive', MODULE], { minutes: 1, checks: true })
  for (const name of Object.keys(BINDINGS)) await writeFile(join(installed, name, 'schemas.json'), await schemasFor(installed, name))
  const settings = join(workplace, 'terraformrc')
  const overrides = Object.keys(BINDINGS).map((name) => `    "hashicorp/${name}" = ${JSON.stringify(join(installed, name))}\n`)
  await writeFile(settings, `disable_checkpoint = true\nprovider_installation {\n  dev_overrides {\n${overrides.join('')}  }\n  direct {}\n}\n`)
  const place = join(workplace, 'module')
  await cp(MODULE, place, { recursive: true })
  await mkdir(join(workplace, 'bundle'))
  await writeFile(join(workplace, 'bundle', 'index.mjs'), '')
  const env = { TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1' }
  await run('terraform', ['validate', '-no-color'], { minutes: 2, checks: true, cwd: place, env })

  await checkUsage(join(workplace, 'usage'), place, env)

  const plan = (inputs: Inputs) => planOf(place, { bundle_dir: join(workplace, 'bundle'), ...inputs }, env)
  const calls = await callsOfSource()
  for (const { what, inputs, uses, alarms } of DEPLOYMENTS) {
    const planned = await plan(inputs)
    assert.deepEqual(actionsOf(planned), actionsFor(calls, uses, { lambda: true }), `${what}: what the role may`)
    assert.deepEqual(await configured(planned), configurationOf(inputs), `${what}: what the function is configured to`)
    assert.deepEqual(alarmsOf(planned), alarms, `${what}: alarms`)
    const folders = [...new Set(objectsOf(planned).flatMap((arn) => /\/([^/]+)\/state\.json\*$/.exec(arn)?.[1] ?? []))]
    assert.deepEqual(folders, ['sso', ...((inputs['further_stacks'] ?? []) as string[])].sort(), `${what}: whose states the role may write`)
    const written = JSON.stringify(one(planned, 'aws_lambda_function.default'))
    assert.ok(!/hunter2/.test(written), `${what}: a secret is in the function's settings`)
  }
  for (const { inputs, says } of REFUSALS) {
    await assert.rejects(plan(inputs), (error: Error) => says.test(error.message.replace(/\s+/g, ' ')), `is refused: ${JSON.stringify(inputs)}`)
  }
}

/** What the README tells to write is valid over this module. */
async function checkUsage(root: string, place: string, env: Record<string, string>): Promise<void> {
  const [, usage = ''] = /```hcl\n([\s\S]*?)```/.exec(await readFile(join(MODULE, 'README.md'), 'utf8')) ?? []
  await mkdir(root)
  await writeFile(join(root, 'main.tf'), usage.replace(/source = "[^"]+"/, 'source = "./module"'))
  await cp(place, join(root, 'module'), { recursive: true })
  await run('terraform', ['fmt', '-check', '-diff', join(root, 'main.tf')], { minutes: 1, checks: true })
  await run('terraform', ['get'], { minutes: 1, checks: true, cwd: root, env })
  await run('terraform', ['validate', '-no-color'], { minutes: 2, checks: true, cwd: root, env })
}

type Inputs = Readonly<Record<string, unknown>>

const APP = { github_organisation: 'acme', github_app_id: '1001', github_app_private_key_secret_arn: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:app-AbCdEf', sso_email_suffix: '@acme.example' }
const TENANT = { azure_tenant_id: '00000000-0000-4000-8000-000000000001', azure_client_id: '00000000-0000-4000-8000-000000000002' }
const STORE = { sso_aws_region: 'eu-west-2', sso_identity_store_id: 'd-1234567890' }
const WATCHED = ['blocked', 'duration', 'error-rate', 'errors', 'failures', 'scheduled-failure', 'throttles'].map((name) => `idpscim-${name}`)

const DEPLOYMENTS: readonly { what: string; inputs: Inputs; uses: readonly Use[]; alarms: readonly string[] }[] = [
  { what: 'GitHub by an App', inputs: { ...APP, ...STORE, further_stacks: ['north', 'south'] }, uses: ['state', 'secrets', 'identity store'], alarms: [] },
  { what: 'Entra without a secret', inputs: { ...TENANT, ...STORE, enable_monitoring: true, notification_topic_arn: 'arn:aws:sns:eu-west-2:111122223333:reports' }, uses: ['state', 'identity store', 'entra without secret', 'notification'], alarms: WATCHED },
  {
    what: 'both, secrets given as the original modules want them, live',
    inputs: { github_organisation: 'acme', github_token: 'ghp_hunter2', ...TENANT, azure_client_secret: 'hunter2', sso_aws_region: 'eu-west-2', not_dry_run: 'true', enable_monitoring: true, alarm_email_endpoints: ['ops@acme.example'] },
    uses: ['state', 'secrets', 'identity store', 'which store'],
    alarms: [...WATCHED, 'idpscim-silence'].sort(),
  },
  {
    what: 'GitHub to SCIM, the state under a key of ours',
    inputs: { ...APP, scim_endpoint: 'https://scim.eu-west-2.amazonaws.com/t/scim/v2/', scim_access_token_secret_arn: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:scim-AbCdEf', state_kms_key_arn: 'arn:aws:kms:eu-west-2:111122223333:key/k', not_dry_run: 'true', enable_monitoring: true, alarm_sns_topic_arn: 'arn:aws:sns:eu-west-2:111122223333:ops', enable_duration_alarm: false, enable_error_rate_alarm: false },
    uses: ['state', 'encrypted state', 'secrets'],
    alarms: [...WATCHED.filter((name) => !/duration|rate/.test(name)), 'idpscim-silence', 'idpscim-token'].sort(),
  },
]

const REFUSALS: readonly { inputs: Inputs; says: RegExp }[] = [
  { inputs: {}, says: /Nothing to read from/ },
  { inputs: { github_organisation: 'acme' }, says: /an App's key or a token, and not both/ },
  { inputs: { ...APP, github_app_id: null }, says: /goes with github_app_id/ },
  { inputs: { ...APP, not_dry_run: 'maybe' }, says: /Must be true or false/ },
  { inputs: { ...APP, schedule_expression: 'hourly' }, says: /Must be rate\(…\) or cron\(…\)/ },
  { inputs: { ...APP, github_app_private_key_secret_arn: '-----BEGIN RSA PRIVATE KEY-----' }, says: /Must be the ARN of a secret/ },
  { inputs: { ...TENANT, azure_client_id: null }, says: /goes with azure_client_id/ },
  { inputs: { ...TENANT, azure_groups_filter: [] }, says: /at least one filter/ },
  { inputs: { ...APP, scim_endpoint: 'https://scim.eu-west-2.amazonaws.com/t/scim/v2/' }, says: /give both or neither/ },
]

interface Resource {
  address: string
  values: Record<string, unknown>
}

async function planOf(place: string, inputs: Inputs, env: Record<string, string>): Promise<Resource[]> {
  await writeFile(join(place, 'inputs.auto.tfvars.json'), JSON.stringify(inputs))
  const out = join(place, 'plan.bin')
  await run('terraform', ['plan', '-no-color', '-input=false', '-lock=false', '-out', out], { minutes: 2, checks: true, cwd: place, env })
  const { stdout } = await promisify(execFile)('terraform', ['show', '-json', out], { cwd: place, env: { ...process.env, ...env }, maxBuffer: 1 << 26 })
  return (JSON.parse(stdout) as { planned_values: { root_module: { resources: Resource[] } } }).planned_values.root_module.resources
}

function one(planned: readonly Resource[], address: string): Record<string, unknown> {
  const found = planned.find((resource) => resource.address === address)
  assert.ok(found, `nothing planned at ${address}`)
  return found.values
}

function actionsOf(planned: readonly Resource[]): string[] {
  const { statement } = one(planned, 'data.aws_iam_policy_document.function') as { statement: { actions: string[] }[] }
  return [...new Set(statement.flatMap(({ actions }) => actions))].sort()
}

function objectsOf(planned: readonly Resource[]): string[] {
  const { statement } = one(planned, 'data.aws_iam_policy_document.function') as { statement: { actions: string[]; resources: string[] }[] }
  return statement.flatMap(({ actions, resources }) => (actions.includes('s3:PutObject') ? resources : [])).sort()
}

function alarmsOf(planned: readonly Resource[]): string[] {
  return planned.flatMap(({ address, values }) => (address.startsWith('aws_cloudwatch_metric_alarm.') ? [values['alarm_name'] as string] : [])).sort()
}

/** What the program makes of the configuration, and what the schedule sends. */
async function configured(planned: readonly Resource[]) {
  const { content } = one(planned, 'aws_s3_object.configuration') as { content: string }
  const config = await loadConfig({ flags: { 'config-file': '/config.yaml' }, env: {}, cwd: '/', home: undefined, readFile: () => Promise.resolve(content) })
  const { input } = one(planned, 'aws_cloudwatch_event_target.schedule') as { input: string }
  return { stack: config.stack, sources: config.sources.map(({ type }) => type), target: config.target.type, state: config.state.type === 's3' ? config.state.key : '', event: JSON.parse(input) as unknown }
}

function configurationOf(inputs: Inputs) {
  const sources = [...('github_organisation' in inputs ? ['github'] : []), ...('azure_tenant_id' in inputs ? ['entra'] : [])]
  return { stack: 'sso', sources, target: 'scim_endpoint' in inputs ? 'aws-scim' : 'aws-identity-store', state: 'sso/state.json', event: { operation: inputs['not_dry_run'] === 'true' ? 'sync' : 'plan', stack: 'sso' } }
}

/** Of what the module names of this provider. */
async function schemasFor(installed: string, provider: string): Promise<string> {
  const files = await glob('*.tf', { cwd: MODULE, absolute: true })
  const text = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
  const named = new Set([...text.matchAll(new RegExp(`^(resource|data) "(${provider}_\\w+)"`, 'gm'))].map(([, kind, name = '']) => (kind === 'data' ? `data.${name}` : name)))
  const { stdout } = await promisify(execFile)(process.execPath, [join(DOUBLE, 'schemas.mjs'), join(installed, 'bindings', provider, 'package'), ...[...named].sort()], { maxBuffer: 1 << 26 })
  return stdout
}
