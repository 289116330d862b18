import { describe, expect, test } from 'vitest'
import { CONTROL_TOWER_GROUPS, DEFAULT_LIFECYCLE, DEFAULT_LIMITS } from '../../src/model/policy.js'
import { CREDENTIALS, FULL, google, lines, loadFull, refused, scim, TOKEN } from './desk.js'

/** The example of the specification, without what this version lacks. */
const EXAMPLE = `version: 1
stack: staff-aws            # default: the state's key
sources:
  - type: google
    name: staff
    customer: my_customer
    groups_filter: ['name:AWS*']
mapping:
  user_fields: [phoneNumbers, title]
  user: {userName: user.primaryEmail, displayName: user.name.fullName}
  group: {displayName: '"gws-" + group.name'}
merge: {on_conflict: error}
lifecycle: {suspended: deactivate, removed: {action: deactivate, delete_after: 30d}}
target: {type: aws-scim, endpoint: https://scim.eu-west-1.amazonaws.com/…/scim/v2/, access_token: {env: SCIM_TOKEN}, read: auto}
state: {type: file, path: data/state.json, lease: {ttl: 60s}}
neighbours: [{type: file, path: github/state.json}]
policy:
  protect: {groups: ['finance-*'], users: ['break-glass@*'], defaults: true}
  limits:
    window: 24h
    remove_users: {percent: 5, floor: 10}
    delete_users: {percent: 5, floor: 10}
    delete_groups: {percent: 10, floor: 3}
    remove_members: {percent: 20, floor: 50}
    remove_members_per_group: {percent: 50, floor: 10}
    source_shrinks: {percent: 30}
`

describe('the full form', () => {
  test('reads the example of the specification', async () => {
    const config = await loadFull(EXAMPLE)

    expect(config).toMatchObject({
      form: 'full',
      file: '/desk/.idpscim.yaml',
      stack: 'staff-aws',
      sources: [{ type: 'google', name: 'staff', customer: 'my_customer', groupsFilter: ['name:AWS*'], checkMemberCounts: true }],
      target: { type: 'aws-scim', read: 'auto' },
      state: { type: 'file', path: '/desk/data/state.json', leaseTtlMs: 60_000 },
      neighbours: [{ type: 'file', path: '/desk/github/state.json', name: 'github/state.json' }],
      lifecycle: { suspended: 'deactivate', removed: { action: 'deactivate', deleteAfterMs: 2_592_000_000 } },
      policy: { protect: { groups: ['finance-*', ...CONTROL_TOWER_GROUPS], users: ['break-glass@*'] }, limits: DEFAULT_LIMITS },
    })
    expect(config.rules).toMatchObject({ sources: [{ name: 'staff', externalId: 'bare', members: 'whole' }], onConflict: 'error', mapping: { suspended: 'deactivate', userFields: ['phoneNumbers', 'title'] } })
    expect(config.rules.mapping.user.userName?.({ primaryEmail: 'noor@corp.test' })).toBe('noor@corp.test')
    expect(config.rules.mapping.group.displayName?.({ name: 'Operators' })).toBe('gws-Operators')
    expect(lines(config.warnings)).toEqual([
      '4:5 sources[0] asks for my_customer without a subject | Google knows no account for a service account that acts as nobody. Name an administrator as subject, or give the account id (C0…) as customer.',
    ])
  })

  test('takes the documented defaults where nothing is said', async () => {
    const config = await loadFull(FULL)

    expect(config).toMatchObject({
      stack: 'state',
      sources: [{ name: 'google', customer: 'my_customer', subject: 'admin@corp.test', groupsFilter: [] }],
      lifecycle: DEFAULT_LIFECYCLE,
      policy: { protect: { groups: [...CONTROL_TOWER_GROUPS], users: [] }, limits: DEFAULT_LIMITS },
      adopt: { plan: 'keys', sync: 'ids' },
      fullEveryMs: 86_400_000,
      state: { leaseTtlMs: 60_000 },
      log: { level: 'info', format: 'text' },
      warnings: [],
    })
    expect(config.rules.mapping.userFields).toEqual(['addresses', 'phoneNumbers', 'title', 'userType', 'nickName', 'preferredLanguage', 'locale', 'timezone', 'enterprise'])
  })

  test('fetches secrets and texts from variables and files beside the configuration', async () => {
    const text = FULL.replace('{env: SCIM_TOKEN}', '{file: token}').replace('admin@corp.test', '{env: ADMIN}') + '\n'
    const config = await loadFull(text.replace('type: google', 'type: google\n    credentials: {env: KEY}'), {
      files: { '/desk/token': `${TOKEN}\n` },
      env: { ADMIN: 'boss@corp.test', KEY: CREDENTIALS },
    })

    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(scim(config).accessToken.origin).toBe('file /desk/token')
    expect(google(config).credentials.reveal()).toBe(CREDENTIALS)
    expect(google(config).credentials.origin).toBe('environment variable KEY')
    expect(google(config).subject).toBe('boss@corp.test')
  })

  test('resolves paths against the folder of the file, wherever it was called from', async () => {
    const config = await loadFull('', {
      flags: { 'config-file': '../etc/aws.yaml' },
      files: { '/etc/aws.yaml': FULL, '/etc/credentials.json': CREDENTIALS },
    })

    expect(config.file).toBe('/etc/aws.yaml')
    expect(config.state).toMatchObject({ path: '/etc/data/state.json' })
  })

  test('reads JSON, with an editor schema and tabs', async () => {
    const text = JSON.stringify(
      { $schema: 'schemas/config.schema.json', version: 1, sources: [{ type: 'google', customer: 'C01' }], target: { type: 'aws-scim', endpoint: 'http://127.0.0.1:4010/scim/v2', access_token: { env: 'SCIM_TOKEN' } }, state: { type: 'file', path: 'a.json' } },
      null,
      '\t',
    )

    const config = await loadFull(text)

    expect(google(config).customer).toBe('C01')
    expect(config.warnings).toEqual([])
  })

  test('takes a key without a value as left out, and follows anchors', async () => {
    const config = await loadFull(`${FULL}policy:\nneighbours:\n  - &one {type: file, path: b.json}\n  - {<<: *one, path: c.json}\n`)

    expect(config.neighbours).toMatchObject([{ path: '/desk/b.json' }, { path: '/desk/c.json' }])
    expect(config.policy.limits).toEqual(DEFAULT_LIMITS)
  })

  test.each([
    ['removed: delete', { action: 'delete' }],
    ['removed: {action: delete}', { action: 'delete' }],
    ['removed: deactivate', { action: 'deactivate', deleteAfterMs: 2_592_000_000 }],
    ['removed: {delete_after: 12h}', { action: 'deactivate', deleteAfterMs: 43_200_000 }],
    ['removed: {action: deactivate, delete_after: never}', { action: 'deactivate' }],
  ])('understands lifecycle %s', async (line, removed) => {
    const config = await loadFull(`${FULL}lifecycle: {${line}}\n`)

    expect(config.lifecycle.removed).toEqual(removed)
  })

  test('keeps the default of each limit that is not written, and folds no default groups in when told so', async () => {
    const config = await loadFull(`${FULL}policy: {protect: {defaults: false}, limits: {window: 7d, remove_users: {percent: 2, count: 4}}}\n`)

    expect(config.policy.protect.groups).toEqual([])
    expect(config.policy.limits).toEqual({ ...DEFAULT_LIMITS, windowMs: 7 * 86_400_000, remove_users: { percent: 2, floor: 10, count: 4 } })
  })

  test('manages no optional attribute for an empty list', async () => {
    const config = await loadFull(`${FULL}mapping: {user_fields: []}\n`)

    expect(config.rules.mapping.userFields).toEqual([])
  })

  test('warns of what is legal and probably not meant', async () => {
    const config = await loadFull(
      `${FULL.replace('{env: SCIM_TOKEN}', TOKEN).replace('https://scim.eu-west-1.amazonaws.com', 'http://proxy')}mapping: {user_fields: [profileURL], user: {title: user.x}}\npolicy: {limits: {delete_users: {percent: 0}}}\n`,
    )

    expect(lines(config.warnings)).toEqual([
      '7:13 target.endpoint is http, not https | Tokens and personal data cross the network unencrypted.',
      '8:17 target.access_token is written into the configuration file | Whoever reads the file has it. Write {secret: NAME#KEY}, {env: NAME} or {file: path} instead.',
      '10:25 mapping.user_fields[0] names profileURL, which is never filled | Google gives no value for it, and AWS does not answer it.',
      '10:45 mapping.user.title has no effect | user_fields does not select this attribute. Add it there, or take the expression out.',
      '11:43 policy.limits.delete_users: percent 0 still allows the default floor | Write floor: 0 as well to allow nothing.',
    ])
  })

  test('lets flags and variables set the log alone, and tells of variables that it does not use', async () => {
    const config = await loadFull(`${FULL}log: {level: warn, format: json}\n`, { env: { IDPSCIM_LOG_LEVEL: 'trace', IDPSCIM_GWS_CUSTOMER: 'C9' } })

    expect(config.log).toEqual({ level: 'debug', format: 'json' })
    expect(lines(config.warnings)).toEqual([
      '-:- IDPSCIM_GWS_CUSTOMER is set and has no effect | The configuration file is in the full form: set sources[0].customer there.',
      '10:14 IDPSCIM_LOG_LEVEL overrides log.level in /desk/.idpscim.yaml: "trace" is used, not "warn" | Flags win over the environment, and the environment over the file. Set it in one place to silence this.',
    ])
  })

  test('is quiet about a variable of the flat form that the file itself refers to', async () => {
    const config = await loadFull(FULL.replace('SCIM_TOKEN', 'IDPSCIM_AWS_SCIM_ACCESS_TOKEN'), { env: { IDPSCIM_AWS_SCIM_ACCESS_TOKEN: TOKEN } })

    expect(config.warnings).toEqual([])
  })

  test('refuses a flag of the flat form beside it', async () => {
    const diagnostics = await refused(loadFull(FULL, { flags: { 'gws-groups-filter': ['name:a'], json: true } }))

    expect(lines(diagnostics)).toEqual(['-:- --gws-groups-filter has no effect beside this configuration file | The configuration file is in the full form: set sources[0].groups_filter there.'])
    expect(diagnostics[0]?.place).toEqual({ flag: '--gws-groups-filter' })
  })
})
