/** The original's whole command line, row by row: each flag long and short, each variable, each key, each default, seen in the configuration that it makes. */
import { Parser } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import { describe, expect, test } from 'vitest'
import { globalFlags, flatFlags } from '../../src/cli/flags.js'
import type { Config } from '../../src/config/config.js'
import { COMMANDS } from '../../src/idpscimcli/commands.js'
import { CREDENTIALS, ENDPOINT, type Desk, FLAT_ENV, google, load, refused, scim, TOKEN } from './desk.js'

/** As the original documents it; a dash means that there is none. */
interface Row {
  flag: string
  short: string
  env: string
  key: string
  /** Seen when nobody gives it. */
  fallback: unknown
  /** Given, as it is written on a command line. */
  given: string
  seen: (config: Config, asked: readonly string[][]) => unknown
  /** What is then seen, where it is not what was given. */
  as?: unknown
  /** What else stands on the desk. */
  desk?: Desk
}

const FOUR = { IDPSCIM_SCIMEndpoint: ENDPOINT, IDPSCIM_SCIMAccessToken: TOKEN, IDPSCIM_GWSUserEmail: 'admin@corp.test', IDPSCIM_GWSServiceAccountFile: CREDENTIALS }
const OTHER_KEY = CREDENTIALS.replace('robot@', 'other@')
const OPTIONAL = ['addresses', 'phoneNumbers', 'title', 'userType', 'nickName', 'preferredLanguage', 'locale', 'timezone', 'enterprise']
const secrets = (more: Record<string, string> = {}): Desk => ({ env: { IDPSCIM_USE_SECRETS_MANAGER: 'true' }, secrets: { ...FOUR, ...more } })
/** Which secrets were asked for. */
const names = (_: Config, asked: readonly string[][]) => asked.flat().toSorted()
const named = (name: string, instead: string) => Object.keys(FOUR).map((one) => (one === instead ? name : one)).toSorted()

const ROWS: readonly Row[] = [
  { flag: 'config-file', short: 'c', env: '-', key: '-', fallback: undefined, given: '/etc/other.yaml', seen: ({ file }) => file, desk: { files: { '/etc/other.yaml': '' } } },
  { flag: 'debug', short: 'd', env: '-', key: 'debug', fallback: 'info', given: 'true', seen: ({ log }) => log.level, as: 'debug' },
  { flag: 'log-format', short: 'f', env: 'IDPSCIM_LOG_FORMAT', key: 'log_format', fallback: 'text', given: 'json', seen: ({ log }) => log.format },
  { flag: 'log-level', short: 'l', env: 'IDPSCIM_LOG_LEVEL', key: 'log_level', fallback: 'info', given: 'warn', seen: ({ log }) => log.level },
  { flag: 'aws-scim-endpoint', short: 'e', env: 'IDPSCIM_AWS_SCIM_ENDPOINT', key: 'aws_scim_endpoint', fallback: ENDPOINT, given: ENDPOINT.replace('eu-west-1', 'us-east-1'), seen: (config) => scim(config).endpoint },
  { flag: 'aws-scim-endpoint-secret-name', short: 'n', env: 'IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME', key: 'aws_scim_endpoint_secret_name', fallback: Object.keys(FOUR).toSorted(), given: 'other', seen: names, as: named('other', 'IDPSCIM_SCIMEndpoint'), desk: secrets({ other: ENDPOINT }) },
  { flag: 'aws-scim-access-token', short: 't', env: 'IDPSCIM_AWS_SCIM_ACCESS_TOKEN', key: 'aws_scim_access_token', fallback: TOKEN, given: 'tok-1234567890abcdef', seen: (config) => scim(config).accessToken.reveal() },
  { flag: 'aws-scim-access-token-secret-name', short: 'j', env: 'IDPSCIM_AWS_SCIM_ACCESS_TOKEN_SECRET_NAME', key: 'aws_scim_access_token_secret_name', fallback: Object.keys(FOUR).toSorted(), given: 'other', seen: names, as: named('other', 'IDPSCIM_SCIMAccessToken'), desk: secrets({ other: TOKEN }) },
  { flag: 'aws-s3-bucket-name', short: 'b', env: 'IDPSCIM_AWS_S3_BUCKET_NAME', key: 'aws_s3_bucket_name', fallback: { type: 'file', path: '/desk/state.json' }, given: 'states', seen: place, as: { type: 's3', bucket: 'states', key: 'state.json' } },
  { flag: 'aws-s3-bucket-key', short: 'k', env: 'IDPSCIM_AWS_S3_BUCKET_KEY', key: 'aws_s3_bucket_key', fallback: { type: 's3', bucket: 'states', key: 'state.json' }, given: 'data/state.json', seen: place, as: { type: 's3', bucket: 'states', key: 'data/state.json' }, desk: { env: { IDPSCIM_AWS_S3_BUCKET_NAME: 'states' } } },
  { flag: 'gws-service-account-file', short: 's', env: 'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE', key: 'gws_service_account_file', fallback: CREDENTIALS, given: 'other.json', seen: (config) => google(config).credentials.reveal(), as: OTHER_KEY, desk: { files: { '/desk/other.json': OTHER_KEY } } },
  { flag: 'gws-service-account-file-secret-name', short: 'o', env: 'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE_SECRET_NAME', key: 'gws_service_account_file_secret_name', fallback: Object.keys(FOUR).toSorted(), given: 'other', seen: names, as: named('other', 'IDPSCIM_GWSServiceAccountFile'), desk: secrets({ other: CREDENTIALS }) },
  { flag: 'gws-user-email', short: 'u', env: 'IDPSCIM_GWS_USER_EMAIL', key: 'gws_user_email', fallback: 'admin@corp.test', given: 'boss@corp.test', seen: (config) => google(config).subject },
  { flag: 'gws-user-email-secret-name', short: 'p', env: 'IDPSCIM_GWS_USER_EMAIL_SECRET_NAME', key: 'gws_user_email_secret_name', fallback: Object.keys(FOUR).toSorted(), given: 'other', seen: names, as: named('other', 'IDPSCIM_GWSUserEmail'), desk: secrets({ other: 'admin@corp.test' }) },
  { flag: 'gws-groups-filter', short: 'q', env: 'IDPSCIM_GWS_GROUPS_FILTER', key: 'gws_groups_filter', fallback: [], given: 'name:AWS* email:aws*,email=team@corp.test', seen: (config) => google(config).groupsFilter, as: ['name:AWS* email:aws*', 'email=team@corp.test'] },
  { flag: 'sync-method', short: 'm', env: 'IDPSCIM_SYNC_METHOD', key: 'sync_method', fallback: 'flat', given: 'groups', seen: ({ form }) => form, as: 'flat' },
  { flag: 'use-secrets-manager', short: 'g', env: 'IDPSCIM_USE_SECRETS_MANAGER', key: 'use_secrets_manager', fallback: [], given: 'true', seen: names, as: Object.keys(FOUR).toSorted(), desk: { secrets: FOUR } },
  { flag: 'sync-user-fields', short: '-', env: 'IDPSCIM_SYNC_USER_FIELDS', key: 'sync_user_fields', fallback: OPTIONAL, given: 'title,phoneNumbers', seen: ({ rules }) => rules.mapping.userFields, as: ['phoneNumbers', 'title'] },
]

function place({ state }: Config): unknown {
  const { leaseTtlMs: _, ...rest } = state
  return 'gzip' in rest ? { type: rest.type, bucket: rest.bucket, key: rest.key } : rest
}

/** As the framework hands flags over. */
async function parsed(argv: readonly string[]): Promise<Record<string, unknown>> {
  const flags: FlagInput = { ...globalFlags, ...flatFlags }
  return (await Parser.parse([...argv], { flags, strict: true })).flags
}

async function seen(row: Row, given: Desk): Promise<unknown> {
  const asked: string[][] = []
  const desk = row.desk ?? {}
  const config = await load({ ...desk, ...given, asked, env: { ...FLAT_ENV, ...desk.env, ...given.env }, files: { ...desk.files, ...given.files } })
  return row.seen(config, asked)
}

describe.each(ROWS)('--$flag, -$short, $env, $key', (row) => {
  const expected = 'as' in row ? row.as : row.given
  const typed = (flag: string) => async (): Promise<Desk> => ({ flags: await parsed(row.given === 'true' ? [flag] : [flag, row.given]) })
  const ways: readonly [way: string, given: string, desk: () => Desk | Promise<Desk>][] = [
    ['its long flag', row.flag, typed(`--${row.flag}`)],
    ['its short flag', row.short, typed(`-${row.short}`)],
    ['its variable', row.env, () => ({ env: { [row.env]: row.given } })],
    ['its key', row.key, () => ({ env: { [row.env]: undefined }, files: { '/desk/.idpscim.yaml': `${row.key}: '${row.given}'\n` } })],
  ]

  test.each(ways.filter(([, name]) => name !== '-'))('is given by %s, %s', async (_, __, desk) => {
    expect(await seen(row, await desk())).toEqual(expected)
  })

  test('is what the original takes when nobody gives it', async () => {
    expect(await seen(row, {})).toEqual(row.fallback)
  })
})

describe('what the original takes besides', () => {
  test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s is true, as Go spells it', async (text) => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_USE_SECRETS_MANAGER: text }, secrets: FOUR })

    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
  })

  test.each(['0', 'f', 'F', 'FALSE', 'false', 'False', ''])('%j is false', async (text) => {
    const asked: string[][] = []

    await load({ env: { ...FLAT_ENV, IDPSCIM_USE_SECRETS_MANAGER: text }, secrets: FOUR, asked })

    expect(asked.flat()).toEqual([])
  })

  test('no other method was ever there', async () => {
    expect((await refused(load({ env: { ...FLAT_ENV, IDPSCIM_SYNC_METHOD: 'users' } }))).map(({ summary }) => summary)).toEqual(['IDPSCIM_SYNC_METHOD is "users"; the only method is groups'])
  })

  test('its Lambda switch, and keys that it decoded and did not use, disturb nobody', async () => {
    const config = await load({ env: FLAT_ENV, files: { '/desk/.idpscim.yaml': 'islambda: true\nconfig-file: x\ngws_users_filter: [a]\n' } })

    expect(config.warnings).toEqual([])
    expect(google(config)).toMatchObject({ includeUsers: 'grouped', usersFilter: [] })
  })
})

/** Each command of the original's helper, with its own flags. */
const HELPER: Readonly<Record<string, { alias: string; flags: Readonly<Record<string, string>> }>> = {
  'aws:service:config': { alias: 'aws:service:c', flags: { 'aws-scim-access-token': 't', 'aws-scim-endpoint': 'e' } },
  'aws:groups:list': { alias: 'aws:groups:l', flags: { 'aws-scim-access-token': 't', 'aws-scim-endpoint': 'e', filter: 'q' } },
  'aws:users:list': { alias: 'aws:users:l', flags: { 'aws-scim-access-token': 't', 'aws-scim-endpoint': 'e', filter: 'q' } },
  'gws:groups:list': { alias: 'gws:groups:ls', flags: { 'gws-service-account-file': 's', 'gws-user-email': 'u', 'gws-groups-filter': 'q' } },
  'gws:groups:members:list': { alias: 'gws:groups:members:ls', flags: { 'gws-service-account-file': 's', 'gws-user-email': 'u', 'gws-groups-filter': 'q' } },
  'gws:users:list': { alias: 'gws:users:ls', flags: { 'gws-service-account-file': 's', 'gws-user-email': 'u', 'gws-users-filter': 'r' } },
}
const EVERYWHERE = { 'config-file': 'c', debug: 'd', 'log-format': 'f', 'log-level': 'l', timeout: '', 'output-format': '' }

describe("the original's helper", () => {
  test.each(Object.entries(HELPER))('has %s with its alias, its flags and their short forms', (id, { alias, flags }) => {
    const command = COMMANDS[id as keyof typeof COMMANDS]
    const offered = { ...command.baseFlags, ...command.flags } as Record<string, { char?: string }>

    expect(command.hiddenAliases).toEqual([alias])
    for (const [flag, short] of Object.entries({ ...EVERYWHERE, ...flags })) expect([flag, offered[flag]?.char ?? '']).toEqual([flag, short])
  })

  test('has no command more, but the completion that its framework gave it', () => {
    expect(Object.keys(COMMANDS).toSorted()).toEqual([...Object.keys(HELPER), 'completion'].toSorted())
  })
})
