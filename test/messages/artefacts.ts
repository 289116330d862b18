/** Wrong files: people, plans, states, keys and saved readings. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { PRIVATE_KEY, WHOLE } from './configuration.js'
import { SECRETS, type Wrong } from './desk.js'
import { COMPANY, edited, staged } from './stage.js'

const CONFIG = { '.idpscim.yaml': WHOLE, 'robot.json': '{}', 'scim-token': SECRETS.token }
const PLAN = readFileSync('test/golden/first-plan-of-a-company/plan.json', 'utf8')
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const wrong = (title: string, line: string, exit: number, files: Record<string, string> = {}): Wrong => ({ title, line, exit, files: { ...CONFIG, ...files } })

const PEOPLE = WHOLE.replace(/ {2}- type: google[\s\S]*?(?=target:)/, "  - {type: file, name: contractors, paths: ['people/*']}\n")
const people = (title: string, name: string, text: string): Wrong => ({ title, line: 'idpscim validate', exit: 1, files: { '.idpscim.yaml': PEOPLE, 'scim-token': SECRETS.token, [`people/${name}`]: text } })

export const FILES: readonly Wrong[] = [
  people('people in YAML that is none', 'staff.yaml', 'users:\n  - userName: ada@example.com\n   name: {}\n'),
  people('a key of a person that is misspelt', 'staff.yaml', 'users:\n  - userNme: ada@example.com\n'),
  people('a person who stands twice', 'staff.yaml', 'users:\n  - userName: ada@example.com\n  - userName: ada@example.com\n'),
  people('a column of a CSV file that is not known', 'staff.csv', 'userName,name.givenNmae\nada@example.com,Ada\n'),
  people('a CSV file that does not say what it lists', 'staff.csv', 'mail\nada@example.com\n'),
  { ...people('a pattern that no file matches', 'x', ''), files: { '.idpscim.yaml': PEOPLE.replace('people/*', 'persons/*.yaml'), 'scim-token': SECRETS.token } },
  { ...people('people in a file that is not there', 'x', ''), files: { '.idpscim.yaml': PEOPLE.replace('people/*', 'people/staff.yaml'), 'scim-token': SECRETS.token } },
  { title: 'a seed with a key that is misspelt', line: 'idpscim sandbox --seed seed.yaml', exit: 64, files: { 'seed.yaml': 'google: {domain: example.com, user: []}\n' } },
  { title: 'a seed that is not there', line: 'idpscim sandbox --seed seed.yaml', exit: 64 },
  wrong('a saved reading that is not there', 'idpscim plan --from-snapshots monday', 64),
  wrong('a saved reading that is damaged', 'idpscim plan --from-snapshots monday', 64, { 'monday/reading.json': '{"formatVersion": 1}' }),
  wrong('a key that is none', 'idpscim approve plan.json --key token', 64, { 'plan.json': PLAN, token: SECRETS.token }),
  staged('a signature where no key is known', 'idpscim approve plan.json --key rsa.pem', 64, { first: [['plan']], files: { 'rsa.pem': RSA } }),
  staged('a place for the plan that is not there', 'idpscim plan --out plans/today.json', 64),
]

const DENIED = (text: string) => `${text}policy: {rules: [{name: nobody new, when: 'change.action == "create"', deny: true}]}\n`

export const PLANS: readonly Wrong[] = [
  wrong('a plan that is not there', 'idpscim show plan.json', 64),
  wrong('a file that is no JSON', 'idpscim apply plan.json', 64, { 'plan.json': 'lKVPOguA4S\n' }),
  wrong('a private key in its place', 'idpscim show plan.json', 64, { 'plan.json': PRIVATE_KEY }),
  wrong('a plan that was cut short', 'idpscim show plan.json', 64, { 'plan.json': PLAN.slice(0, PLAN.length / 2) }),
  wrong('a plan that somebody edited', 'idpscim apply plan.json', 64, { 'plan.json': PLAN.replace('bob@example.com', 'mallory@example.com') }),
  wrong('a plan of a later version', 'idpscim show plan.json', 64, { 'plan.json': PLAN.replace('"formatVersion": 1', '"formatVersion": 9') }),
  wrong('a plan that has expired', 'idpscim apply plan.json', 4, { 'plan.json': PLAN }),
  wrong('a plan to review, and no terminal', 'idpscim review plan.json', 64, { 'plan.json': PLAN }),
  wrong('a comparison with a plan that is not there', 'idpscim diff plan.json yesterday.json', 64, { 'plan.json': PLAN }),
  wrong('a limit that there is not', "idpscim approve plan.json --key alice.pem --as alice --override remove_user --reason 'it is meant'", 64, { 'plan.json': PLAN, 'alice.pem': KEY }),
  wrong('a limit that is lifted without a reason', 'idpscim approve plan.json --key alice.pem --as alice --override remove_users', 64, { 'plan.json': PLAN, 'alice.pem': KEY }),
  staged('a part of a plan by a name of nobody', 'idpscim plan --only user:dora@example.com', 64),
  staged('a part of a plan by a name that says not what it is', 'idpscim plan --only ada@example.com', 64),
  staged('a source that holds nobody', 'idpscim plan', 1, { seed: { ...COMPANY, google: { domain: 'example.com', users: [], groups: [] } } }),
  staged('a filter that nothing matches', 'idpscim plan', 1, { config: (text) => text.replace('    subject:', "    groups_filter: ['name:AWZ*']\n    subject:") }),
  staged('a plan that the policy forbids', 'idpscim apply plan.json', 3, { first: [['plan']], then: (folder) => edited(folder, '.idpscim.yaml', DENIED) }),
  staged('a plan that was overtaken', 'idpscim apply old.json', 4, { first: [['plan', '--out', 'old.json'], ['sync']] }),
  staged('a plan of another configuration', 'idpscim apply plan.json', 4, { first: [['plan']], then: (folder) => edited(folder, '.idpscim.yaml', (text) => text.replace('    subject:', "    groups_filter: ['name:AWS*']\n    subject:")) }),
]

const STATE = {
  formatVersion: 1, lineage: '6f9619ff-8b86-d011-b42d-00c04fc964ff', serial: 7, stack: 'staff-aws', target: '4b027d0801ae62b9726fb6424a42adcb6085005d3b3315c87496668aaa7b536d',
  users: [{ key: 'ada@example.com', source: 'staff', sourceId: '101', targetId: 'a-1', attributes: { userName: 'ada@example.com', displayName: 'Ada Obi', name: { givenName: 'Ada', familyName: 'Obi' }, emails: [{ value: 'ada@example.com', primary: true }], active: true } }],
  groups: [], holds: [], taken: [],
}
const state = (change: object = {}) => `${JSON.stringify({ ...STATE, ...change }, null, 2)}\n`
const HELD = { formatVersion: 1, held: { id: 'b7a1', purpose: 'sync', since: '2026-01-05T08:00:00.000Z', until: '2099-01-05T08:01:00.000Z', process: { host: 'ci-7', pid: 4711 } } }

export const STATES: readonly Wrong[] = [
  wrong('a state that is no JSON', 'idpscim state list', 64, { 'state.json': '{"formatVersion": 1,' }),
  wrong('a state of a later version', 'idpscim state list', 64, { 'state.json': state({ formatVersion: 9 }) }),
  wrong('a state that somebody edited', 'idpscim state list', 64, { 'state.json': state({ serial: 'seven' }) }),
  { ...wrong('a folder where the state should be', 'idpscim state list', 64), folders: ['state.json'] },
  wrong('a person whom the state does not hold', 'idpscim state rm user adda@example.com', 64, { 'state.json': state() }),
  wrong('a lock that is not there', 'idpscim state unlock b7a1', 64, { 'state.json': state() }),
  wrong('a lock by another id', 'idpscim state unlock c8b2', 64, { 'state.json': state(), 'state.json.lease/1': JSON.stringify(HELD) }),
  wrong('a lock that another holds', 'idpscim state rm user ada@example.com', 5, { 'state.json': state(), 'state.json.lease/1': JSON.stringify(HELD) }),
  wrong('a lock that is damaged', 'idpscim state rm user ada@example.com', 64, { 'state.json': state(), 'state.json.lease/1': '{' }),
  wrong('an older state over a newer one', 'idpscim state push old.json', 4, { 'state.json': state(), 'old.json': state({ serial: 3 }) }),
  wrong('a state of another lineage', 'idpscim state push other.json', 64, { 'state.json': state(), 'other.json': state({ lineage: 'other', serial: 9 }) }),
  wrong("another tool's state to take over", 'idpscim state migrate terraform.tfstate', 64, { 'terraform.tfstate': '{"version": 4, "resources": []}' }),
  wrong('a page of history that there is not', 'idpscim state history yesterday', 64, { 'state.json': state() }),
  staged('an object of the target that is not there', 'idpscim state import group AWS-Admins 00000000-0000-4000-8000-000000000000 --source-id 201', 64),
  staged("a neighbour's state that is not there", 'idpscim plan', 64, { config: (text) => `${text}neighbours: [{type: file, path: github/state.json}]\n` }),
]
