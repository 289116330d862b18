import { describe, expect, test } from 'vitest'
import { SOURCE_KINDS } from '../../src/config/sources/sources.js'
import { CREDENTIALS, FULL, lines, load, loadFull, refused } from './desk.js'

const onlyAt = async (text: string, desk = {}) => lines(await refused(loadFull(text, desk)))
const google = (line: string) => FULL.replace('    subject: admin@corp.test', `    subject: admin@corp.test\n    ${line}`)

describe('a configuration that cannot be used', () => {
  test('shows every problem at once, in the order of the lines, with places and remedies', async () => {
    const text = `version: 2
stack: 5
sources:
  - type: google
    subject: a@corp.test
    name: a b
    custmer: x
    credentials: {file: nope.json}
    groups_filter: 'name:x'
  - type: githup
    org: x
mapping:
  user_fields: [titel]
  user: {userName: 'user.primaryEmail +', displayname: user.x, title: "user.orgs.size()"}
  group:
    displayName: '"x" + name'
lifecycle: {removed: {action: delete, delete_after: 3w}}
target: {type: aws-scim, endpoint: nonsense, acess_token: abc}
neighbours: [{type: s3, bucket: x}]
policy:
  on_drift: revrt
  rules: []
  limits: {window: 1y, remove_users: {percent: 400}, delete_users: {floor: 1.5}, deleteGroups: {}}
gws_customer: foo
log: {level: debgu}
`

    const diagnostics = await refused(loadFull(text))

    expect(lines(diagnostics)).toEqual([
      '1:1 state is missing | Say where the stack remembers what it manages: `state: {type: s3, bucket: …, key: …}` or `state: {type: file, path: state.json}`.',
      '1:10 version is 2, and must be 1',
      '2:8 stack is a number, and must be a text | Put quotes around it.',
      '6:11 sources[0].name is "a b": it must be letters, digits, - and _, beginning with a letter or digit',
      '7:5 sources[0].custmer is not a known key | Did you mean customer?',
      '8:18 sources[0].credentials: the file /desk/nope.json does not exist | Relative paths start at /desk.',
      '9:20 sources[0].groups_filter is a text, and must be a list',
      `10:11 sources[1].type is "githup", and must be one of ${Object.keys(SOURCE_KINDS).join(', ')} | Did you mean github?`,
      '13:17 mapping.user_fields[0] is "titel", and must be one of phoneNumbers, addresses, title, preferredLanguage, locale, timezone, nickName, profileURL, userType, enterpriseData | Did you mean title?',
      '14:40 mapping.user.userName is not valid CEL: Unexpected token: EOF | At character 20. The record is called user.',
      '14:43 mapping.user.displayname is not a known key | Did you mean displayName?',
      '14:72 mapping.user.title gives int, and must give a text or null; string(…) makes a text of a number | At character 1. The record is called user.',
      '16:25 mapping.group.displayName is not valid CEL: Unknown variable: name | At character 7. The record is called group.',
      '17:53 lifecycle.removed deletes at once, and after a time as well | Write {action: deactivate, delete_after: …} to delete later, or {action: delete} alone.',
      '17:53 lifecycle.removed.delete_after is "3w": it must be a span of time: a whole number and a unit, as in 30d, 24h, 15m or 60s',
      '18:1 target.access_token is missing | Write {secret: NAME#KEY}, {env: NAME} or {file: path}; tokens are made in the console of IAM Identity Center, under Settings, Automatic provisioning.',
      '18:36 target.endpoint is not a web address | Write it as https://…',
      '18:46 target.acess_token is not a known key | Did you mean access_token?',
      '19:14 neighbours[0].key is missing',
      '21:13 policy.on_drift is "revrt", and must be one of revert, report, block | Did you mean revert?',
      '23:20 policy.limits.window is "1y": it must be a span of time: a whole number and a unit, as in 30d, 24h, 15m or 60s',
      '23:48 policy.limits.remove_users.percent is 400, and must be at most 100',
      '23:76 policy.limits.delete_users.floor is a fraction, and must be a whole number',
      '23:82 policy.limits.deleteGroups is not a known key | Did you mean delete_groups?',
      '24:1 gws_customer is not a known key | In this form it is sources[0].customer.',
      '25:14 log.level is "debgu", and must be one of debug, info, warn, error | Did you mean debug?',
    ])
    expect(diagnostics.every(({ place }) => place?.file === '/desk/.idpscim.yaml')).toBe(true)
    expect(diagnostics[4]?.place).toEqual({ file: '/desk/.idpscim.yaml', line: 7, column: 5, key: 'sources[0].custmer' })
  })

  test('says in its message how many problems there are, and the first', async () => {
    await expect(loadFull('version: 1\nsources: []\n')).rejects.toThrow('/desk/.idpscim.yaml has 3 problems: target is missing, and more')
    await expect(loadFull(FULL.replace('version: 1', 'version: 3'))).rejects.toThrow('/desk/.idpscim.yaml has one problem: version is 3, and must be 1')
  })

  test.each([
    ['{', '1:2', 'something is missing here: a closing quote, a bracket, a comma, or the space after a colon'],
    ['version: 1\nversion: 1\n', '2:1', 'this key is given twice; keep one'],
    ['a:\n\tb: 1\n', '2:1', 'a tab indents this line; use spaces'],
    ['a: *whatever\n', '1:4', 'an alias (*) cannot be resolved; quote a text that begins with *'],
    ['a: &x {b: *x}\n', '1:11', 'an alias (*) cannot be resolved; quote a text that begins with *'],
    ['a: !sealed b\n', '1:4', 'a tag (!) is not known here; quote a text that begins with !'],
    ['a: b: c\n', '1:4', 'a second colon stands on this line; quote the text if the colon belongs to it'],
    ['a: 1\n---\nb: 1\n', '2:1', 'a second document begins here; a configuration is one document'],
  ])('points into YAML that is broken: %j', async (text, place, sentence) => {
    const [first] = await onlyAt(text)

    expect(first).toBe(`${place} not valid YAML: ${sentence}`)
  })

  test('refuses a file that is not a map', async () => {
    expect(await onlyAt('- a\n- b\n')).toEqual(['1:1 the configuration is not a map of keys and values | It begins with `version: 1`, and each setting is a line `key: value`: examples/google-workspace.yaml shows one.'])
  })

  test('asks for the first line when a section of the full form stands there', async () => {
    expect(await onlyAt(FULL.replace('version: 1\n', ''))).toEqual(['1:1 version is missing | Write `version: 1`.'])
  })

  test('refuses two sources of one name, and the own state as a neighbour', async () => {
    const text = `${FULL.replace('sources:', 'sources:\n  - {type: google, subject: a@b.test}')}neighbours: [{type: file, path: ./data/../data/state.json}]\n`

    expect(await onlyAt(text)).toEqual([
      '4:5 sources[0] and sources[1] are both named "google" | A name says which slice of the target a source owns: give each its own.',
      "11:33 neighbours[0] is this stack's own state | Neighbours are the states of other stacks on this target. Take it out.",
    ])
  })

  test('refuses an empty query, which would select every group', async () => {
    expect(await onlyAt(google("groups_filter: ['']"))).toEqual(['5:21 sources[0].groups_filter[0] is empty, and an empty query selects every group: leave groups_filter out if that is meant'])
  })

  test('refuses a word where a reference was meant', async () => {
    expect(await onlyAt(google('customer: {evn: X}'))).toEqual(['5:15 sources[0].customer must be a text, or {env: NAME}, or {file: path}, or {secret: NAME#KEY}'])
  })

  test.each([
    ['not set', {}, 'target.access_token: the environment variable SCIM_TOKEN is not set'],
    ['white space', { SCIM_TOKEN: 'two words' }, 'target.access_token (environment variable SCIM_TOKEN) holds white space or characters that no token has'],
  ])('refuses a token that is %s', async (_, env, summary) => {
    const [first] = await refused(load({ files: { '/desk/.idpscim.yaml': FULL }, env }))

    expect(first?.summary).toBe(summary)
  })

  const key = JSON.parse(CREDENTIALS) as Record<string, string>
  test.each([
    ['is not a JSON key', 'no json'],
    ['is of workload identity federation, and has no subject_token_type', JSON.stringify({ type: 'external_account', audience: 'x' })],
    ["is not a service account's key", JSON.stringify({ ...key, type: 'authorized_user' })],
    ['has no client_email', JSON.stringify({ ...key, client_email: undefined })],
    ['has no private_key', JSON.stringify({ ...key, private_key: undefined })],
    [': its private_key is not a usable key', JSON.stringify({ ...key, private_key: key.private_key?.replaceAll('\n', ' ') })],
  ])('refuses credentials: %s', async (what, text) => {
    const diagnostics = await refused(loadFull(FULL, { files: { '/desk/credentials.json': text } }))

    expect(diagnostics.map(({ summary }) => summary)).toEqual([`sources[0].credentials (file /desk/credentials.json)${what.startsWith(':') ? what : ` ${what}`}`])
  })

  test.each(['https://user:pass@a.test/', 'https://a.test/?x=1', 'https://a.test/#x'])('refuses more than host and path in an endpoint: %s', async (endpoint) => {
    const diagnostics = await refused(loadFull(FULL.replace(/endpoint: .*/, `endpoint: ${endpoint}`)))

    expect(diagnostics.map(({ summary }) => summary)).toEqual(['target.endpoint holds more than host and path'])
  })
})
