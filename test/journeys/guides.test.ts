/** Each guide under examples/ is followed to the letter, on the sandbox. */
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { blocksOf, follow } from '../support/guide.js'
import { awsOnly } from '../support/in-aws.js'
import { originalStateOf } from '../support/original-state.js'
import { useStages, type Stage } from '../support/program.js'

const stage = useStages()

const person = (name: string, id: string) => ({ id, primaryEmail: `${name}@example.com`, name: { givenName: name, familyName: 'Obi' } })
const byHand = (name: string) => ({ userName: `${name}@example.com`, name: { givenName: name, familyName: 'Obi' }, displayName: `${name} Obi`, emails: [{ value: `${name}@example.com`, primary: true }] })

/** Where the reader stands: an empty folder but for the credentials that the guides speak of. */
async function desk(made: Stage, files: readonly string[]): Promise<string> {
  const folder = join(made.dir, 'desk')
  await mkdir(folder)
  for (const name of files) await copyFile(join(made.dir, name), join(folder, name))
  return folder
}

const writes = (requests: Awaited<ReturnType<Stage['requests']>>, operation: RegExp) => requests.filter((request) => operation.test(request.operation)).length

describe('the guides', () => {
  test('adopt-what-is-there.md: what people made by hand is taken over, nothing is deleted, and the rest stays', async () => {
    const made = await stage({
      seed: {
        google: {
          domain: 'example.com',
          users: [person('ada', '101'), person('ben', '102'), person('cleo', '103')],
          groups: [{ id: '201', name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada@example.com'] }, { id: '202', name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ben@example.com', 'cleo@example.com'] }],
        },
        aws: { users: [byHand('ada'), byHand('dora'), byHand('break-glass')], groups: [{ displayName: 'AWS-Admins', members: ['ada@example.com', 'dora@example.com'] }, { displayName: 'Emergency', members: ['break-glass@example.com'] }] },
      },
    })
    const local = (text: string) => text.replace('customer: my_customer', `customer: my_customer\n    endpoint: ${made.endpoints['google'] ?? ''}`).replace('idpscim@example.com', 'admin@example.com')

    await follow('examples/adopt-what-is-there.md', { folder: await desk(made, ['google-credentials.json', 'scim-token']), env: { IDPSCIM_AWS_SCIM_ENDPOINT: made.endpoints['scim'] }, local })

    const { users, groups } = (await made.state()).aws
    expect(users.map(({ userName }) => userName).toSorted()).toEqual(['ada', 'ben', 'break-glass', 'cleo', 'dora'].map((name) => `${name}@example.com`))
    expect(Object.fromEntries(groups.map(({ displayName, members }) => [displayName, [...members].sort()]))).toEqual({ 'AWS-Admins': ['ada@example.com'], 'AWS-Dev': ['ben@example.com', 'cleo@example.com'], Emergency: ['break-glass@example.com'] })
    expect(writes(await made.requests(), /^Delete/)).toBe(0)
  })

  test("migrate-from-idp-scim-sync.md: the original's state, file and command line go on, and back", async () => {
    const made = await stage({
      seed: {
        google: { domain: 'example.com', users: [person('ada', '101'), person('ben', '102')], groups: [{ id: '201', name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada@example.com'] }, { id: '202', name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ben@example.com'] }] },
        aws: { buckets: ['states'] },
      },
    })
    await made.idpscim('sync')
    const document = `${JSON.stringify(originalStateOf(await made.state()), null, 2)}\n`
    await made.patchState({ aws: { buckets: [{ name: 'states', objects: { 'data/state.json': document } }] } })
    await made.clearRequests()
    const folder = await desk(made, ['google-credentials.json'])
    await copyFile(join(made.dir, 'google-credentials.json'), join(folder, 'credentials.json'))
    const { IDPSCIM_GWS_SERVICE_ACCOUNT_FILE: _, IDPSCIM_GWS_USER_EMAIL: __, ...env } = made.env

    await follow('examples/migrate-from-idp-scim-sync.md', { folder, env })

    const objects = await made.objects('states')
    expect(objects['data/state.json.original-1.0.0.json']).toBe(document)
    expect(JSON.parse(objects['data/state.json'] ?? '')).toMatchObject({ formatVersion: 1 })
    expect((JSON.parse(await readFile(join(folder, 'original-state.json'), 'utf8')) as { resources: unknown }).resources).toEqual((JSON.parse(document) as { resources: unknown }).resources)
    expect((await made.requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')).toEqual([])
  })

  test("migrate-from-ministry-of-justice.md: what both Lambdas left is one stack's, by name, and nobody is deleted", async () => {
    const entra = (name: string, more: object = {}) => ({ userPrincipalName: `${name}@contoso.com`, displayName: `${name} Adams`, givenName: name, surname: 'Adams', ...more })
    /** As each of them wrote people. */
    const ofEntra = (name: string) => ({ userName: `${name}@contoso.com`, displayName: `${name}@contoso.com`, name: { givenName: name, familyName: 'Adams' }, emails: [{ value: `${name}@contoso.com`, type: 'EntraId', primary: true }] })
    const ofGithub = (login: string) => ({ userName: `${login}@acme.example`, displayName: `${login}@acme.example`, name: { givenName: `${login}@acme.example`, familyName: `${login}@acme.example` }, emails: [{ value: `${login}@acme.example`, type: 'work', primary: true }] })
    const made = await stage({
      seed: {
        entra: { domain: 'contoso.com', users: [entra('eve'), entra('mona'), entra('olga')], groups: [{ displayName: 'azure-aws-sso-admins', members: ['eve@contoso.com', 'mona@contoso.com'], owners: ['olga@contoso.com'] }] },
        github: { org: 'acme', members: [{ login: 'ada', name: 'Ada Hub' }, { login: 'hal', name: 'Hal Hub' }], teams: [{ name: 'Platform', members: ['ada', 'hal'] }] },
        aws: {
          users: [...['eve', 'mona', 'olga'].map(ofEntra), ...['ada', 'hal', 'gone'].map(ofGithub), { userName: 'break-glass@example.com' }],
          groups: [
            { displayName: 'azure-aws-sso-admins', members: ['eve@contoso.com', 'mona@contoso.com', 'olga@contoso.com'] },
            { displayName: 'azure-aws-sso-all-members', members: ['eve@contoso.com', 'mona@contoso.com', 'olga@contoso.com'] },
            { displayName: 'platform', members: ['ada@acme.example', 'hal@acme.example', 'gone@acme.example'] },
            { displayName: 'Emergency', members: ['break-glass@example.com'] },
          ],
        },
      },
    })
    const local = (text: string) =>
      text
        .replace('    tenant: contoso.com', `    tenant: contoso.com\n    endpoint: ${made.endpoints['graph'] ?? ''}\n    authority: ${new URL(made.endpoints['graph-token'] ?? '').origin}`)
        .replace('    organization: acme', `    organization: acme\n    endpoint: ${made.endpoints['github'] ?? ''}`)
    const before = (await made.state()).aws

    await follow('examples/migrate-from-ministry-of-justice.md', { folder: await desk(made, ['entra-client-secret', 'github-app.pem']), env: awsOnly(made.env), local })

    const after = (await made.state()).aws
    const ids = (all: typeof before) => [...all.users, ...all.groups].map(({ id }) => id).toSorted()
    expect(ids(after)).toEqual(ids(before))
    expect(after.groups.find(({ displayName }) => displayName === 'platform')?.members.toSorted()).toEqual(['ada@acme.example', 'hal@acme.example'])
    expect(after.groups.find(({ displayName }) => displayName === 'Emergency')?.members).toEqual(['break-glass@example.com'])
  })

  test('are all followed', async () => {
    const guides = (await readdir('examples')).filter((name) => /^(migrate|adopt)-.*\.md$/.test(name))
    const tests = await Promise.all(['test/journeys/guides.test.ts', 'test/journeys/ssosync.test.ts'].map((file) => readFile(file, 'utf8')))

    for (const guide of guides) expect(tests.join('\n'), guide).toContain(guide.replace(/\.md$/, ''))
    for (const guide of guides.filter((name) => !name.includes('ssosync'))) {
      const languages = blocksOf(await readFile(join('examples', guide), 'utf8')).map(({ language }) => language)
      expect([guide, new Set(languages)]).toEqual([guide, new Set(['yaml', 'sh', 'text'])])
    }
  })
})
