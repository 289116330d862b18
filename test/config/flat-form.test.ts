import { describe, expect, test } from 'vitest'
import { CONTROL_TOWER_GROUPS, DEFAULT_LIMITS } from '../../src/model/policy.js'
import { CREDENTIALS, ENDPOINT, FLAT_ENV, google, lines, load, refused, scim, TOKEN } from './desk.js'

const OPTIONAL = ['addresses', 'phoneNumbers', 'title', 'userType', 'nickName', 'preferredLanguage', 'locale', 'timezone', 'enterprise']
const withFile = (text: string, desk = {}) => load({ env: FLAT_ENV, files: { '/desk/.idpscim.yaml': text }, ...desk })

describe('the flat form', () => {
  test('needs no file: variables alone describe one Google source, a target, and a state in a file', async () => {
    const config = await load({ env: FLAT_ENV })

    expect(config).toMatchObject({
      form: 'flat',
      stack: 'state',
      sources: [{ type: 'google', name: 'google', customer: 'my_customer', subject: 'admin@corp.test', groupsFilter: [] }],
      target: { type: 'aws-scim', endpoint: ENDPOINT, read: 'auto' },
      state: { type: 'file', path: '/desk/state.json', leaseTtlMs: 60_000 },
      policy: { protect: { groups: CONTROL_TOWER_GROUPS, users: [] }, limits: DEFAULT_LIMITS },
      adopt: { plan: 'keys', sync: 'ids' },
      log: { level: 'info', format: 'text' },
      warnings: [],
    })
    expect(config.file).toBeUndefined()
    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(google(config).credentials.reveal()).toBe(CREDENTIALS)
    expect(config.rules.mapping.userFields).toEqual(OPTIONAL)
  })

  test('reads every key of a file, in any case', async () => {
    const config = await load({
      files: {
        '/desk/.idpscim.yaml': `LOG_LEVEL: Error
log_format: json
AWS_SCIM_Endpoint: ${ENDPOINT}
aws_scim_access_token: 00012345678901234567890
aws_scim_endpoint_secret_name: x
aws_s3_bucket_key: data/prod.json
gws_service_account_file: keys/robot.json
gws_user_email: admin@corp.test
gws_groups_filter: ['name:AWS* email:aws*', 'name="a,b"']
gws_service_account_scopes: https://a.test/one,https://a.test/two
gws_users_filter: [unused]
gws_customer: C012
gws_endpoint: http://127.0.0.1:4010/
sync_method: groups
sync_user_fields: ' title ,phoneNumbers,'
use_secrets_manager: F
islambda: false
`,
        '/desk/keys/robot.json': CREDENTIALS,
      },
    })

    expect(config).toMatchObject({
      stack: 'prod',
      sources: [{ customer: 'C012', endpoint: 'http://127.0.0.1:4010/', groupsFilter: ['name:AWS* email:aws*', 'name="a,b"'], scopes: ['https://a.test/one', 'https://a.test/two'] }],
      state: { path: '/desk/data/prod.json' },
      log: { level: 'error', format: 'json' },
      warnings: [],
    })
    expect(scim(config).accessToken.reveal()).toBe('00012345678901234567890')
    expect(config.rules.mapping.userFields).toEqual(['phoneNumbers', 'title'])
  })

  test('keeps paths relative to where it was called, as the original does', async () => {
    const config = await load({ env: FLAT_ENV, flags: { 'config-file': '/etc/idpscim.yml' }, files: { '/etc/idpscim.yml': 'aws_s3_bucket_key: s.json\n' } })

    expect(config.state).toMatchObject({ path: '/desk/s.json' })
    expect(config.file).toBe('/etc/idpscim.yml')
  })

  test.each([
    ['an empty flag selects every group', { flags: { 'gws-groups-filter': [''] } }, []],
    ['each flag is one CSV record', { flags: { 'gws-groups-filter': ['name:a*,"name:b c,d"', 'email:x'] } }, ['name:a*', 'name:b c,d', 'email:x']],
    ['a variable is split at commas and not trimmed', { env: { ...FLAT_ENV, IDPSCIM_GWS_GROUPS_FILTER: 'name:a* email:b*, "c"' } }, ['name:a* email:b*', ' "c"']],
    ['an empty item selects every group', { env: { ...FLAT_ENV, IDPSCIM_GWS_GROUPS_FILTER: 'name:a*,' } }, []],
  ])('reads the group filter: %s', async (_, desk, filter) => {
    const config = await load({ env: FLAT_ENV, ...desk })

    expect(google(config).groupsFilter).toEqual(filter)
  })

  test('warns of an empty item among filters, which makes the others superfluous', async () => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_GWS_GROUPS_FILTER: 'name:a*,' } })

    expect(lines(config.warnings)).toEqual(['-:- IDPSCIM_GWS_GROUPS_FILTER holds an empty item, which selects every group | Take the extra comma or the empty item out if that is not meant.'])
  })

  test.each([[''], [','], [' , ']])('takes no user fields (%j) for all of them', async (fields) => {
    const config = await withFile(`sync_user_fields: '${fields}'\n`)

    expect(config.rules.mapping.userFields).toEqual(OPTIONAL)
  })

  test.each([
    ['panic', 'error'],
    ['fatal', 'error'],
    ['WARN', 'warn'],
    ['trace', 'debug'],
  ])('takes the log level %s for %s', async (level, meant) => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_LOG_LEVEL: level } })

    expect(config.log.level).toBe(meant)
    expect(config.warnings).toEqual([])
  })

  test('goes on with info and text where the log settings cannot be understood', async () => {
    const config = await withFile('log_level: loud\nlog_format: xml\n')

    expect(config.log).toEqual({ level: 'info', format: 'text' })
    expect(config.warnings.map(({ summary }) => summary)).toEqual(['log_level is "loud", which is not known; info is used', 'log_format is "xml", which is not known; text is used'])
  })

  test.each([{ flags: { debug: true } }, { files: { '/desk/.idpscim.yaml': 'debug: T\nlog_level: error\n' } }])('lets debug have the last word: %j', async (desk) => {
    const config = await load({ env: FLAT_ENV, ...desk })

    expect(config.log.level).toBe('debug')
  })

  test('passes over unknown keys with a warning that names the nearest, and warns of variables that nearly are settings', async () => {
    const config = await withFile('gws_group_filter: name:a\nsomething_else: 1\n', { env: { ...FLAT_ENV, IDPSCIM_GWS_GROUP_FILTER: 'x', IDPSCIM_UNRELATED: '1' } })

    expect(lines(config.warnings)).toEqual([
      '-:- IDPSCIM_GWS_GROUP_FILTER is set and has no effect | Did you mean IDPSCIM_GWS_GROUPS_FILTER?',
      '1:1 gws_group_filter is not a known key and has no effect | Did you mean gws_groups_filter?',
      '2:1 something_else is not a known key and has no effect',
    ])
  })

  test('takes a service account key itself for the path to one', async () => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: CREDENTIALS } })

    expect(google(config).credentials.reveal()).toBe(CREDENTIALS)
  })

  test('names each missing value and every way to give it', async () => {
    const diagnostics = await refused(load({}))

    expect(lines(diagnostics)).toEqual([
      '-:- aws_scim_endpoint is missing: SCIM endpoint of IAM Identity Center | Give it by --aws-scim-endpoint, IDPSCIM_AWS_SCIM_ENDPOINT or the key aws_scim_endpoint.',
      '-:- aws_scim_access_token is missing: access token for the SCIM endpoint | Give it by --aws-scim-access-token, IDPSCIM_AWS_SCIM_ACCESS_TOKEN or the key aws_scim_access_token.',
      '-:- gws_user_email is missing: Google Workspace administrator to act as | Give it by --gws-user-email, IDPSCIM_GWS_USER_EMAIL or the key gws_user_email.',
      '-:- there is no .idpscim.yaml here or at home | idpscim init writes one; or name one by --config-file.',
    ])
  })

  test('refuses what it cannot do or understand, each at its line', async () => {
    const diagnostics = await refused(
      withFile(`sync_user_fields: title, phonenumbers
debug: yes
aws_s3_bucket_name: s3://states
sync_method: users
gws_user_email: [a, b]
gws_customer: C1
GWS_CUSTOMER: C2
gws_service_account_file: nope.json
`),
    )

    expect(lines(diagnostics)).toEqual([
      '1:19 sync_user_fields is "phonenumbers", and must be one of phoneNumbers, addresses, title, preferredLanguage, locale, timezone, nickName, profileURL, userType, enterpriseData | Did you mean phoneNumbers?',
      '2:8 debug is "yes", which is neither true nor false | Write true or false.',
      "3:21 aws_s3_bucket_name is not a bucket's name | Write the name alone, without s3:// and without the key; or the ARN of an access point.",
      '4:14 sync_method is "users"; the only method is groups | Leave it out or write groups.',
      '5:17 gws_user_email must be one value | Write a single value.',
      '7:1 gws_customer is given twice, in different cases | Keep one of them.',
      '8:27 gws_service_account_file: the file /desk/nope.json does not exist | Relative paths start at /desk.',
    ])
  })

  test('keeps its state in S3 when a bucket is named, under the key or state.json', async () => {
    const byDefault = await load({ env: { ...FLAT_ENV, IDPSCIM_AWS_S3_BUCKET_NAME: 'states' } })
    const named = await withFile('aws_s3_bucket_name: states\naws_s3_bucket_key: data/prod.json\n')

    expect(byDefault).toMatchObject({ stack: 'state', state: { type: 's3', bucket: 'states', key: 'state.json', gzip: false, leaseTtlMs: 60_000 } })
    expect(named).toMatchObject({ stack: 'prod', state: { type: 's3', bucket: 'states', key: 'data/prod.json' } })
  })

  test('refuses a flag whose quotes do not match', async () => {
    const diagnostics = await refused(load({ env: FLAT_ENV, flags: { 'gws-groups-filter': ['a "b'] } }))

    expect(diagnostics.map(({ summary }) => summary)).toEqual(['--gws-groups-filter holds a double quote that CSV does not allow'])
  })
})
