/** The SAM template: a running stack of the original's is updated where it stands. */
import { describe, expect, test } from 'vitest'
import { FLAT_SETTINGS } from '../../src/config/flags.js'
import { evaluate, readTemplate, type Resource } from '../support/templates.js'
import { BINARY_PARAMETERS, ENVIRONMENT, NAMES, OUTPUTS, PARAMETERS, RESOURCES } from './original-stack.js'

const template = await readTemplate('examples/sam/template.yaml')
/** As a stack that was never told anything but what has no default. */
const running = evaluate(template, { ...BINARY_PARAMETERS, GWSServiceAccountFile: '{}', GWSUserEmail: 'a@example.com', SCIMEndpoint: 'https://scim', SCIMAccessToken: 'token' })

function resource(id: string, of = running): Resource {
  const found = of.Resources[id]
  if (found === undefined) throw new Error(`the template has no ${id}`)
  return found
}

describe('the SAM template, over a running stack of the original', () => {
  test.each(Object.entries(PARAMETERS))('takes the parameter %s as the original does', (name, expected) => {
    const { Type, Default, NoEcho, AllowedValues, MinValue, MaxValue } = template.Parameters[name] ?? { Type: 'none' }

    expect({ Type, Default: Default ?? null, NoEcho, AllowedValues, range: MinValue === undefined ? undefined : [MinValue, MaxValue] }).toEqual({
      Type: expected.type,
      Default: expected.default,
      NoEcho: expected.noEcho,
      AllowedValues: expected.allowed,
      range: expected.range,
    })
  })

  test.each(Object.entries(BINARY_PARAMETERS))('takes %s = %s, which such a stack passes', (name, value) => {
    const { AllowedValues } = template.Parameters[name] ?? {}

    expect(AllowedValues ?? [value]).toContain(value)
  })

  test('starts the bundle, whatever was said of the binary', () => {
    const { Runtime, Handler, Architectures } = resource('LambdaFunction').Properties

    expect({ Runtime, Handler, Architectures }).toEqual({ Runtime: 'nodejs24.x', Handler: 'index.handler', Architectures: ['arm64'] })
    expect(running.Outputs['LambdaFunctionHandler']?.Value).toBe('index.handler')
  })

  test('asks for nothing that such a stack does not have', () => {
    const withoutDefault = Object.entries(template.Parameters).flatMap(([name, { Default }]) => (Default === undefined ? [name] : []))

    expect(withoutDefault).toEqual(Object.entries(PARAMETERS).flatMap(([name, parameter]) => (parameter.default === null ? [name] : [])))
  })

  test('keeps every resource under its logical id, and makes no other of it', () => {
    const kept = Object.fromEntries(Object.keys(RESOURCES).map((id) => [id, running.Resources[id]?.Type]))
    const names = Object.fromEntries(Object.entries(NAMES).map(([id, own]) => [id, Object.fromEntries(Object.keys(own).map((name) => [name, running.Resources[id]?.Properties[name]]))]))

    expect(kept).toEqual(RESOURCES)
    expect(names).toEqual(NAMES)
    expect(resource('LambdaFunction').Properties['Events']).toMatchObject({ SyncScheduledEvent: { Type: 'Schedule', Properties: { Name: 'AWSSyncSchedule', Schedule: 'rate(15 minutes)' } } })
  })

  test('leaves the secrets as they are, so that no update writes over one that was rotated', () => {
    const secrets = Object.values(running.Resources).filter(({ Type }) => Type === 'AWS::SecretsManager::Secret')

    expect(secrets.map(({ Properties }) => Object.keys(Properties).sort())).toEqual(Array.from({ length: 4 }, () => ['Name', 'SecretString']))
  })

  test('gives the same outputs', () => {
    expect(Object.keys(running.Outputs)).toEqual(OUTPUTS)
  })

  test('tells the function what the original does, and secrets by reference alone', () => {
    const { Variables } = resource('LambdaFunction').Properties['Environment'] as { Variables: Record<string, string> }

    expect(Object.keys(Variables).sort()).toEqual([...ENVIRONMENT].sort())
    expect(Object.entries(Variables).filter(([name]) => name.endsWith('_SECRET_NAME')).map(([, value]) => value)).toEqual([
      '<AWSGWSUserEmailSecret>',
      '<AWSGWSServiceAccountFileSecret>',
      '<AWSSCIMEndpointSecret>',
      '<AWSSCIMAccessTokenSecret>',
    ])
  })

  test('tells the function nothing that the program does not read, and of a topic for reports where there is one', () => {
    const told = resource('LambdaFunction', evaluate(template, { NotificationTopicArn: 'arn:aws:sns:eu-west-1:111122223333:reports' })).Properties['Environment'] as { Variables: Record<string, string> }

    const read = FLAT_SETTINGS.flatMap((setting): string[] => ('env' in setting ? [setting.env] : []))
    expect(Object.keys(told.Variables).filter((name) => !read.includes(name))).toEqual([])
    expect(told.Variables['IDPSCIM_NOTIFY_SNS_TOPIC']).toBe('arn:aws:sns:eu-west-1:111122223333:reports')
  })

  test('keeps state, key and secrets when the stack goes or a resource is replaced', () => {
    expect(['Bucket', 'KMSKey'].map((id) => resource(id).DeletionPolicy)).toEqual(['Retain', 'Retain'])
    expect(resource('Bucket').Properties).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true } })
    expect(JSON.stringify(resource('BucketPolicy').Properties)).toContain('"Bool":{"aws:SecureTransport":"false"}')
  })

  test('runs one at a time, and tries nothing twice on its own', () => {
    expect(resource('LambdaFunction').Properties).toMatchObject({ ReservedConcurrentExecutions: 1, EventInvokeConfig: { MaximumRetryAttempts: 0 } })
  })

  test('leaves the reservation out where the account has none to give', () => {
    const without = evaluate(template, { ReservedConcurrency: 'none' })

    expect(resource('LambdaFunction', without).Properties).not.toHaveProperty('ReservedConcurrentExecutions')
  })

  test('has the alarms in any case, and sends them where it is told to', () => {
    const alarms = (of: typeof running) => Object.entries(of.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    const byMail = evaluate(template, { AlarmEmail: 'ops@example.com' })
    const byTopic = evaluate(template, { AlarmEmail: 'ops@example.com', AlarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops' })

    expect(alarms(running).map(([id]) => id)).toEqual(['ErrorsAlarm', 'DurationAlarm', 'ThrottlesAlarm', 'BlockedAlarm', 'FailuresAlarm', 'SilenceAlarm', 'TokenAlarm'])
    expect(alarms(running).some(([, { Properties }]) => 'AlarmActions' in Properties)).toBe(false)
    expect(alarms(byMail).map(([, { Properties }]) => Properties['AlarmActions'])).toEqual(alarms(running).map(() => ['<AlarmTopic>']))
    expect(alarms(byTopic).map(([, { Properties }]) => Properties['AlarmActions'])).toEqual(alarms(running).map(() => ['arn:aws:sns:eu-west-1:111122223333:ops']))
    expect([running, byMail, byTopic].map(({ Resources }) => 'AlarmTopic' in Resources)).toEqual([false, true, false])
  })

  test('takes silence for trouble', () => {
    expect(resource('SilenceAlarm').Properties).toMatchObject({ TreatMissingData: 'breaching', Statistic: 'Minimum', Period: 3600, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' })
  })
})
