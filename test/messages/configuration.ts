/** Wrong configurations: files, variables and what they refer to. */
import { generateKeyPairSync } from 'node:crypto'
import { SECRETS, type Wrong } from './desk.js'

/** A key of its own, so that no other test's can be mistaken for it. */
export const PRIVATE_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const ROBOT = JSON.stringify({ type: 'service_account', client_email: 'robot@corp.iam.gserviceaccount.com', private_key: PRIVATE_KEY })

/** Whole and right: each case spoils one thing. */
export const WHOLE = `version: 1
stack: staff-aws
sources:
  - type: google
    name: staff
    credentials: {file: robot.json}
    subject: admin@example.com
    groups_filter: ['name:AWS*']
target:
  type: aws-scim
  endpoint: https://scim.eu-west-1.amazonaws.com/11111111-2222-3333-4444-555555555555/scim/v2/
  access_token: {file: scim-token}
state: {type: file, path: state.json}
`
const BESIDE = { 'robot.json': ROBOT, 'scim-token': SECRETS.token }

const spoilt = (title: string, from: string | RegExp, to: string, over: Partial<Wrong> = {}): Wrong => {
  const text = WHOLE.replace(from, to)
  if (text === WHOLE) throw new Error(`${title}: nothing is spoilt`)
  return { title, line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': text, ...BESIDE, ...over.files }, ...withoutFiles(over) }
}
const added = (title: string, text: string, over: Partial<Wrong> = {}): Wrong => spoilt(title, /$/, text, over)
const flat = (title: string, text: string, over: Partial<Wrong> = {}): Wrong => ({ title, line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': `${FLAT}${text}`, ...BESIDE }, ...over })
const FLAT = `aws_scim_endpoint: https://scim.eu-west-1.amazonaws.com/11111111-2222-3333-4444-555555555555/scim/v2/
aws_scim_access_token: ${SECRETS.token}
gws_user_email: admin@example.com
gws_service_account_file: robot.json
`

function withoutFiles({ files: _, ...rest }: Partial<Wrong>): Partial<Wrong> {
  return rest
}

export const CONFIGURATION: readonly Wrong[] = [
  { title: 'no configuration at all', line: 'idpscim plan', exit: 64 },
  { title: 'a file that is named and not there', line: 'idpscim plan --config-file staff.yaml', exit: 64 },
  { title: 'a folder in its place', line: 'idpscim plan --config-file conf.yaml', exit: 64, folders: ['conf.yaml'] },
  { title: 'a format that is not read', line: 'idpscim plan -c staff.toml', exit: 64, files: { 'staff.toml': 'x = 1\n' } },
  { title: 'YAML with a bracket that nobody closes', line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': 'version: 1\nsources: [{type: google\n' } },
  { title: 'YAML with a tab', line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': 'version: 1\nsources:\n\t- type: google\n' } },
  { title: 'JSON with a comma too many', line: 'idpscim validate -c staff.json', exit: 64, files: { 'staff.json': '{"version": 1,\n "stack": "a",,}\n' } },
  { title: 'an empty file', line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': '' } },
  { title: 'a list where settings belong', line: 'idpscim validate', exit: 64, files: { '.idpscim.yaml': '- version: 1\n' } },
  added('a key that is misspelt', 'polcy: {on_block: hold}\n'),
  added('a key that stands twice', 'stack: other\n'),
  spoilt('a key of a source that is misspelt', 'subject:', 'subjct:'),
  spoilt('a source of a kind that is not known', 'type: google', 'type: gogle'),
  spoilt('no target', /target:[\s\S]*scim-token\}\n/, ''),
  spoilt('a version that is not known', 'version: 1', 'version: 2'),
  spoilt('an empty filter, which would select everything', "'name:AWS*'", "''"),
  spoilt('an endpoint that is no address', /endpoint: .*/, 'endpoint: scim.eu-west-1'),
  spoilt('a token written into the file beside its braces', '{file: scim-token}', '{fil: scim-token}'),
  spoilt('a variable that is not set', '{file: scim-token}', '{env: SCIM_TOKEN}'),
  spoilt('a file of a secret that is not there', '{file: scim-token}', '{file: tokens/scim}'),
  spoilt('a reference to a secret that has no name', '{file: scim-token}', "{secret: '#token'}"),
  spoilt('a key file that is no JSON', 'robot.json', 'robot.txt', { files: { 'robot.txt': 'not JSON at all' } }),
  spoilt('a key file whose key has lost its line breaks', 'robot.json', 'broken.json', { files: { 'broken.json': ROBOT.replaceAll('\\n', ' ') } }),
  spoilt('a bucket by its address', '{type: file, path: state.json}', '{type: s3, bucket: s3://states, key: state.json}'),
  spoilt('a state in S3 without a key', '{type: file, path: state.json}', '{type: s3, bucket: states}'),
  spoilt('two sources of one name', 'target:', '  - type: google\n    name: staff\n    credentials: {file: robot.json}\n    subject: admin@example.com\ntarget:'),
  added('a span of time in words', 'lifecycle: {removed: {action: deactivate, delete_after: 30 days}}\n'),
  added('a percentage above a hundred', 'policy: {limits: {remove_users: {percent: 500}}}\n'),
  added('an action that is not known', 'lifecycle: {suspended: ignore}\n'),
  added('an expression that is not CEL', "mapping: {user: {displayName: 'user.name.fullName +'}}\n"),
  added('an expression over what there is not', "mapping: {user: {displayName: 'person.name'}}\n"),
  added('a rule that asks nothing', "policy: {rules: [{name: r, when: 'true'}]}\n"),
  added('a rule over a field that changes do not have', "policy: {rules: [{name: r, when: 'change.knd == \"user\"', deny: true}]}\n"),
  added('required approvals, and nobody who may give them', 'policy: {approval: {required: true}}\n'),
  added('an attribute that cannot be chosen', 'mapping: {user_fields: [title, phone]}\n'),
  spoilt("the original's flag beside a file in the full form", /$/, '\n', { line: 'idpscim plan --gws-user-email boss@example.com' }),
  flat('a method that the original did not have either', 'sync_method: users\n'),
  flat('a field that the original passed over in silence', 'sync_user_fields: title, phonenumbers\n'),
  flat('a switch that is neither on nor off', 'use_secrets_manager: maybe\n'),
  flat("a double quote within a flag's value", '', { line: `idpscim plan -q 'name:"AWS'` }),
]
