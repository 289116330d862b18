/** A team that ran awslabs/ssosync moves over: what stands in the target is taken over as it is. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/plan/plan.js'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages, type Stage } from '../support/program.js'

const stage = useStages()

const PEOPLE = [
  ['ada', 'Ada', 'Obi'],
  ['ben', 'Ben', 'Castillo'],
  // Google takes no blank for a family name, but this; ssosync makes a blank of it.
  ['cher', 'Cher', '\u200b'],
  ['sven', 'Sven', 'Eriksen'],
] as const
const mailOf = (name: string) => `${name}@example.com`
const GROUPS = [
  { name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada', 'sven'] },
  { name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ada', 'ben', 'cher'] },
]

/** Sven is suspended; with SyncSuspended his account stands, switched off, and keeps its memberships. */
const google = {
  domain: 'example.com',
  users: [
    ...PEOPLE.map(([name, givenName, familyName]) => ({
      id: `10${name}`,
      primaryEmail: mailOf(name),
      name: { givenName, familyName, fullName: `Dr ${givenName} ${familyName}` },
      emails: [{ address: mailOf(name), primary: true }],
      phones: [{ value: '+44 20 7946 0000', type: 'work' }],
      suspended: name === 'sven',
    })),
    { id: '10robot', primaryEmail: 'robot@example.com', name: { givenName: 'Robot', familyName: 'One' } },
  ],
  groups: [
    ...GROUPS.map(({ members, ...group }) => ({ ...group, id: `20${group.name}`, members: [...members.map(mailOf), 'robot@example.com'] })),
    { id: '20x', name: 'AWS-Experiments', email: 'aws-experiments@example.com', members: [mailOf('ada')] },
  ],
}

/** The bodies that it sends, by the version that sent them. */
function leftBy({ userIds, groupIds, names }: { userIds: boolean; groupIds: boolean; names: 'name' | 'email' }) {
  return {
    users: [
      ...PEOPLE.map(([name, givenName, family]) => {
        const familyName = family === '\u200b' ? ' ' : family
        return {
          ...(userIds ? { externalId: `10${name}` } : {}),
          userName: mailOf(name),
          name: { givenName, familyName },
          displayName: `${givenName} ${familyName}`,
          active: name !== 'sven',
          emails: [{ value: mailOf(name), type: 'work', primary: true }],
          addresses: [{ type: 'work' }],
        }
      }),
      { userName: 'by-hand@example.com' },
    ],
    groups: [
      ...GROUPS.map(({ name, email, members }) => ({ displayName: { name, email }[names], ...(groupIds ? { externalId: `20${name}` } : {}), members: [...members.map(mailOf), 'by-hand@example.com'] })),
      { displayName: 'Made by hand', members: ['by-hand@example.com'] },
    ],
  }
}

async function movedOver(aws: object, change: (example: string) => string = (example) => example) {
  const made = await stage({ seed: { google, aws } })
  const secrets = {
    SSOSyncGoogleCredentials: await readFile(join(made.dir, 'google-credentials.json'), 'utf8'),
    SSOSyncGoogleAdminEmail: 'admin@example.com',
    SSOSyncSCIMEndpointUrl: made.endpoints['scim'] ?? '',
    SSOSyncSCIMAccessToken: await readFile(join(made.dir, 'scim-token'), 'utf8'),
  }
  await made.patchState({ aws: { secrets } })
  const example = await readFile('examples/migrate-from-ssosync.yaml', 'utf8')
  await writeFile(join(made.dir, 'moved.yaml'), change(example.replace('customer: my_customer', `endpoint: ${made.endpoints['google'] ?? ''}\n    customer: my_customer`)))
  const idpscim = (...args: string[]) => run([...args, '--config-file', 'moved.yaml'], { cwd: made.dir, env: awsOnly(made.env) })
  return { ...made, idpscim }
}

const planIn = async ({ dir }: Pick<Stage, 'dir'>) => JSON.parse(await readFile(join(dir, 'plan.json'), 'utf8')) as Plan
const writes = async ({ requests }: Pick<Stage, 'requests'>) => (await requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET').map(({ operation }) => operation)
/** `adopt user ada@example.com: /externalId`, by what a change would alter. */
const adoptions = ({ changes }: Plan) => changes.map((change) => `${change.action} ${change.kind} ${change.key}${'patch' in change ? (change.patch ?? []).map(({ path }) => ` ${path}`).join('') : ''}`).sort()

describe('a target that ssosync populated', () => {
  test('by 2.5.2 or newer is adopted by its ids without one write, and the next plan is what only hands put there', async () => {
    const made = await movedOver(leftBy({ userIds: true, groupIds: true, names: 'name' }))

    const planned = await made.idpscim('plan', '--adopt', 'ids')
    const plan = await planIn(made)
    const applied = await made.idpscim('apply', 'plan.json')

    expect([planned.code, applied.code]).toEqual([0, 0])
    expect(adoptions(plan)).toEqual(['adopt group AWS-Admins', 'adopt group AWS-Dev', ...PEOPLE.map(([name]) => `adopt user ${mailOf(name)}`)])
    expect(await writes(made)).toEqual([])
    expect(planned.stdout).toMatch(/Unmanaged in the target, never touched: 1 user and 1 group/)
    expect(planned.stdout).toMatch(/1 member not desired, kept by this plan: by-hand@example\.com/)

    await made.idpscim('plan')
    expect(adoptions(await planIn(made))).toEqual(['remove membership AWS-Admins', 'remove membership AWS-Dev'])
    expect((await made.idpscim('sync')).code).toBe(0)
    expect((await made.idpscim('plan', '--detailed-exitcode')).code).toBe(0)
    expect((await made.state()).aws.users.map(({ userName }) => userName).sort()).toEqual(['by-hand@example.com', ...PEOPLE.map(([name]) => mailOf(name))].sort())
  })

  test('by 2.4 or older has no ids of its groups: a bare sync on the old schedule finds them and says what to run; adopting by name writes the ids', async () => {
    const made = await movedOver({ ...leftBy({ userIds: false, groupIds: false, names: 'name' }) })

    const synced = await made.idpscim('sync')
    expect(synced.stdout).toMatch(/plan with --adopt\s+keys/)
    expect(await writes(made)).toEqual([])

    await made.idpscim('plan')
    expect(adoptions(await planIn(made))).toEqual(['adopt group AWS-Admins /externalId', 'adopt group AWS-Dev /externalId', ...PEOPLE.map(([name]) => `adopt user ${mailOf(name)} /externalId`)])
    expect((await made.idpscim('apply', 'plan.json')).code).toBe(0)
    expect(adoptions(JSON.parse((await made.idpscim('plan', '--json')).stdout) as Plan)).toEqual(['remove membership AWS-Admins', 'remove membership AWS-Dev'])
  })

  test('by users_groups names groups by their mail: one expression keeps the names', async () => {
    const aws = leftBy({ userIds: true, groupIds: false, names: 'email' })
    const made = await movedOver({ ...aws, groups: aws.groups.map((group) => ({ ...group, members: group.members.filter((member) => member !== 'by-hand@example.com') })) }, (example) => example.replace('mapping:\n', 'mapping:\n  group: {displayName: group.email}\n'))

    await made.idpscim('plan')
    const plan = await planIn(made)
    const applied = await made.idpscim('apply', 'plan.json')
    const again = await made.idpscim('plan', '--detailed-exitcode')

    expect(adoptions(plan)).toEqual(['adopt group aws-admins@example.com /externalId', 'adopt group aws-dev@example.com /externalId', ...PEOPLE.map(([name]) => `adopt user ${mailOf(name)}`)])
    expect([applied.code, again.code]).toEqual([0, 0])
    expect((await made.state()).aws.groups.map(({ displayName }) => displayName).sort()).toEqual(['Made by hand', 'aws-admins@example.com', 'aws-dev@example.com'])
  })
})
