/** Two stacks on one identity store: each manages its own, and sees the other's only to leave it alone. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { Seed } from '../../src/sandbox/seed.js'
import { loadConfig } from '../../src/config/load-config.js'
import { systemClock } from '../../src/clock.js'
import { planStack } from '../../src/operations/plan.js'
import { syncStack } from '../../src/operations/sync.js'
import { useSandboxStacks, type SandboxStack } from '../support/sandbox-stack.js'

const start = useSandboxStacks()
const mail = (name: string) => `${name}@example.com`
const user = (name: string) => ({ primaryEmail: mail(name), name: { givenName: name, familyName: 'Staff' } })

const seed = {
  google: { domain: 'example.com', users: [user('admin'), user('ada'), user('ben')], groups: [{ name: 'AWS-Admins', email: 'admins@example.com', members: [mail('ada'), mail('ben')] }] },
  github: {
    org: 'acme',
    members: [{ login: 'ada-gh', name: 'Ada Hub' }, { login: 'hal', name: 'Hal Hub' }],
    teams: [{ name: 'Platform', members: ['ada-gh', 'hal'] }, { name: 'AWS-Admins', members: ['hal'] }],
    samlIdentityProvider: { externalIdentities: [{ login: 'ada-gh', samlIdentity: { nameId: mail('ada') } }, { login: 'hal', samlIdentity: { nameId: mail('hal') } }] },
  },
  aws: { users: [], groups: [] },
}

/** A stack of one source in the sandbox's folder, with a state of its own. */
async function stackOf({ sandbox }: SandboxStack, name: string, source: object, neighbours: readonly string[]) {
  const file = join(sandbox.dir, `${name}.yaml`)
  const target = { type: 'aws-scim', endpoint: sandbox.endpoints.scim, access_token: { file: 'scim-token' } }
  await writeFile(
    file,
    stringify({ version: 1, stack: name, sources: [source], target, state: { type: 'file', path: `${name}.json` }, neighbours: neighbours.map((path) => ({ type: 'file', path })), lifecycle: { removed: 'delete' } }),
  )
  const context = { config: await loadConfig({ flags: { 'config-file': file }, env: {}, cwd: sandbox.dir, home: undefined }), clock: systemClock, onProgress: () => undefined, toolVersion: 'test' }
  return {
    plan: () => planStack(context, { refresh: 'full', adopt: 'all', allowEmpty: false, samePersons: [] }),
    sync: () => syncStack(context, { refresh: 'full', adopt: 'all', allowEmpty: false, samePersons: [] }),
  }
}

test('each manages its own, whatever becomes of the other, and whoever is in both is a member by reference', async () => {
  const made = await start(seed)
  const { sandbox } = made
  const google = { type: 'google', name: 'staff', endpoint: sandbox.endpoints.google, credentials: { file: 'google-credentials.json' }, subject: mail('admin') }
  const github = { type: 'github', name: 'teams', endpoint: sandbox.endpoints.github, organization: 'acme', app_id: 1001, private_key: { file: 'github-app.pem' }, email: { from: 'saml' } }
  const rosters = () => Object.fromEntries((sandbox.state().aws?.groups ?? []).map(({ displayName, members }) => [displayName, [...(members ?? [])].sort()]))
  const people = () => (sandbox.state().aws?.users ?? []).map(({ userName }) => userName).sort()
  const change = (edit: (seed: Seed) => object) => sandbox.putState({ ...sandbox.state(), ...edit(sandbox.state()) })

  // The first one has nobody beside it yet.
  await (await stackOf(made, 'staff', google, [])).sync()
  const teams = await stackOf(made, 'teams', github, ['staff.json'])
  const planned = await teams.plan()
  await teams.sync()
  const staff = await stackOf(made, 'staff', google, ['teams.json'])

  expect(planned.changes.map(({ kind, action, key }) => `${kind} ${action} ${key}`)).toEqual(['user create hal@example.com', 'group create Platform', 'membership add Platform'])
  expect(planned.warnings.map(({ code, key }) => `${code} ${key}`)).toEqual(['neighbour AWS-Admins'])
  expect(rosters()).toEqual({ 'AWS-Admins': [mail('ada'), mail('ben')], Platform: [mail('ada'), mail('hal')] })
  expect([(await staff.plan()).changes, (await teams.plan()).changes]).toEqual([[], []])

  // Hal leaves GitHub, and his stack deletes him; Ada leaves a team, and is the other stack's all the same.
  change(({ github: org }) => ({ github: { ...org, members: org?.members?.filter(({ login }) => login !== 'hal'), teams: [{ name: 'Platform', members: ['ada-gh'] }] } }))
  await teams.sync()
  change(({ github: org }) => ({ github: { ...org, teams: [{ name: 'Platform', members: ['ada-gh'] }, { name: 'Guild', members: ['ada-gh'] }] } }))
  await teams.sync()

  expect(people()).toEqual([mail('ada'), mail('ben')])
  expect(rosters()).toEqual({ 'AWS-Admins': [mail('ada'), mail('ben')], Platform: [mail('ada')], Guild: [mail('ada')] })

  // Ben leaves Google, and nothing of the other stack's is touched by it.
  change(({ google: directory }) => ({ google: { ...directory, users: directory?.users?.filter(({ primaryEmail }) => primaryEmail !== mail('ben')), groups: [{ name: 'AWS-Admins', email: 'admins@example.com', id: directory?.groups?.[0]?.id, members: [mail('ada')] }] } }))
  await staff.sync()

  expect(people()).toEqual([mail('ada')])
  expect(rosters()).toEqual({ 'AWS-Admins': [mail('ada')], Platform: [mail('ada')], Guild: [mail('ada')] })
  expect([(await staff.plan()).changes, (await teams.plan()).changes]).toEqual([[], []])
})
