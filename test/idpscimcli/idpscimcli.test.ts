/** The original's second program, built, against the sandbox: its tree, its flags, and what it prints. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { HELPER, run, useStages } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const stage = useStages()

const seed = {
  google: {
    domain: 'example.com',
    users: [
      { id: '101', primaryEmail: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Obi' } },
      { id: '102', primaryEmail: 'ben@example.com', name: { givenName: 'Ben', familyName: 'Castillo' } },
      { id: '103', primaryEmail: 'sven@example.com', name: { givenName: 'Sven', familyName: 'Eriksen' }, suspended: true },
    ],
    groups: [
      { id: '201', name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada@example.com', 'sven@example.com'] },
      { id: '202', name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['ben@example.com', { email: 'aws-admins@example.com', type: 'GROUP' }] },
      { id: '203', name: 'Choir', email: 'choir@example.com', members: ['ben@example.com'] },
    ],
  },
  aws: {
    users: [
      { userName: 'ada@example.com', externalId: '101', name: { givenName: 'Ada', familyName: 'Obi' }, displayName: 'Ada Obi' },
      { userName: 'root@example.com', name: { givenName: 'Root', familyName: 'Root' }, displayName: 'Root', active: false },
    ],
    groups: [{ displayName: 'AWS-Admins', externalId: '201', members: ['ada@example.com'] }, { displayName: 'Emergency', members: [] }],
  },
}

/** Each command as the original spells it, long and short, and the file that holds what it prints. */
const LISTS: readonly (readonly [golden: string, long: string, short: string])[] = [
  ['aws-service-config', 'aws service config', 'aws service c'],
  ['aws-groups', 'aws groups list', 'aws groups l'],
  ['aws-groups-filtered', 'aws groups list --filter displayName_eq_"Emergency"', 'aws groups l -q displayName_eq_"Emergency"'],
  ['aws-users', 'aws users list', 'aws users l'],
  ['aws-users-filtered', 'aws users list --filter userName_eq_"ada@example.com"', 'aws users l -q userName_eq_"ada@example.com"'],
  ['gws-groups', 'gws groups list', 'gws groups ls'],
  ['gws-groups-filtered', 'gws groups list --gws-groups-filter name:AWS-A*,email:aws-* --gws-groups-filter name=Choir', 'gws groups ls -q name:AWS-A*,email:aws-* -q name=Choir'],
  ['gws-members', 'gws groups members list --gws-groups-filter name:AWS*', 'gws groups members ls -q name:AWS*'],
  ['gws-users', 'gws users list', 'gws users ls'],
  ['gws-users-filtered', 'gws users list --gws-users-filter email:ada* --gws-users-filter email:sven*', 'gws users ls -r email:ada*,email:sven*'],
]

/** A blank within an argument is an underscore above. */
const words = (line: string) => line.split(' ').map((word) => word.replace(/_/g, ' '))

async function helped() {
  const { dir, env, endpoints, requests, setFaults, patchState } = await stage({ seed })
  const idpscimcli = (args: readonly string[], over: NodeJS.ProcessEnv = {}, cwd = dir) => run(args, { cwd, env: { ...env, ...over }, program: HELPER })
  // Variables say where everything is: the configuration that the sandbox wrote would say it too.
  const cwd = await temporaryFolder()
  return { dir, env, endpoints, requests, setFaults, patchState, idpscimcli: (line: string, over?: NodeJS.ProcessEnv) => idpscimcli(words(line), over, cwd), cwd }
}

/** Ids and times are the sandbox's own. */
const steady = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'ID').replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

describe('idpscimcli', () => {
  it('prints what each side answers as JSON or YAML, by the long and the short form of every command, and nothing else on stdout', async () => {
    const { idpscimcli, requests } = await helped()

    for (const [golden, long, short] of LISTS) {
      const [asJson, asYaml] = await Promise.all([idpscimcli(`${long} --log-level error`), idpscimcli(`--output-format yaml ${short} -l error`)])

      expect([asJson.code, asYaml.code, asJson.stderr + asYaml.stderr], golden).toEqual([0, 0, ''])
      expect(JSON.parse(asJson.stdout), golden).toBeTruthy()
      await expect(steady(asJson.stdout)).toMatchFileSnapshot(`golden/${golden}.json`)
      await expect(steady(asYaml.stdout)).toMatchFileSnapshot(`golden/${golden}.yaml`)
    }
    expect((await requests()).filter(({ api, method }) => api !== 'google-token' && method !== 'GET')).toEqual([])
  })

  it('says how many it found on stderr, never before the document', async () => {
    const { idpscimcli } = await helped()

    const { stdout, stderr } = await idpscimcli('aws groups list')

    expect((JSON.parse(stdout) as { totalResults: number }).totalResults).toBe(2)
    expect(stderr).toMatch(/info: groups found groups=2\n/)
  })

  it('takes any other format for json, as the original does', async () => {
    const { idpscimcli } = await helped()

    const { code, stdout } = await idpscimcli('aws users list --output-format xml')

    expect([code, (JSON.parse(stdout) as { Resources: unknown[] }).Resources.length]).toEqual([0, 2])
  })

  it('takes flags over variables over the file, from a file named, or found here or at home', async () => {
    const { idpscimcli, cwd, env, dir } = await helped()
    const nothing = Object.fromEntries(Object.keys(env).map((name) => [name, undefined]))
    const flat = `aws_scim_endpoint: ${env['IDPSCIM_AWS_SCIM_ENDPOINT'] ?? ''}\naws_scim_access_token: ${env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''}\ngws_service_account_file: ${dir}/google-credentials.json\ngws_user_email: admin@example.com\ngws_endpoint: ${env['IDPSCIM_GWS_ENDPOINT'] ?? ''}\ngws_users_filter: ['email:ben*']\ngws_groups_filter: name=Choir\n`
    await writeFile(join(cwd, '.idpscim.yaml'), flat)
    const mails = (stdout: string) => (JSON.parse(stdout) as { primaryEmail: string }[]).map(({ primaryEmail }) => primaryEmail)

    expect(mails((await idpscimcli('gws users list', nothing)).stdout)).toEqual(['ben@example.com'])
    expect(mails((await idpscimcli('gws users list', { ...nothing, IDPSCIM_GWS_USERS_FILTER: 'email:ada*' })).stdout)).toEqual(['ada@example.com'])
    expect(mails((await idpscimcli('gws users list -r email:sven*', { ...nothing, IDPSCIM_GWS_USERS_FILTER: 'email:ada*' })).stdout)).toEqual(['sven@example.com'])
    expect(JSON.parse((await idpscimcli('gws groups list -c .idpscim.yaml', nothing)).stdout)).toMatchObject([{ name: 'Choir' }])
    expect(JSON.parse((await idpscimcli('aws users list', nothing)).stdout)).toMatchObject({ totalResults: 2 })
  })

  it('needs of the configuration only the side that it asks', async () => {
    const { idpscimcli, env } = await helped()
    const only = (prefix: string) => Object.fromEntries(Object.keys(env).map((name) => [name, name.startsWith(prefix) ? env[name] : undefined]))

    const aws = await idpscimcli('aws groups list -l warn', only('IDPSCIM_AWS_'))
    const gws = await idpscimcli('gws groups list -l warn', only('IDPSCIM_GWS_'))

    expect([aws.code, aws.stderr, gws.code, gws.stderr]).toEqual([0, '', 0, ''])
  })

  it('reads a configuration in the full form, and no flag of the other form beside it', async () => {
    const { idpscimcli, dir } = await helped()
    const none = { IDPSCIM_AWS_SCIM_ENDPOINT: undefined, IDPSCIM_AWS_SCIM_ACCESS_TOKEN: undefined }

    const groups = await idpscimcli(`gws groups list -l error -c ${dir}/.idpscim.yaml`)
    const users = await idpscimcli(`aws users list -l error -c ${dir}/.idpscim.yaml`, none)
    const both = await idpscimcli(`gws groups list -q name:AWS* -c ${dir}/.idpscim.yaml`)

    expect([(JSON.parse(groups.stdout) as object[]).length, (JSON.parse(users.stdout) as { totalResults: number }).totalResults]).toEqual([3, 2])
    expect([both.code, both.stderr]).toEqual([64, expect.stringMatching(/--gws-groups-filter has no effect beside this configuration file/)])
  })

  it('says what else to ask where the target has no SCIM endpoint, or no source is Google', async () => {
    const { idpscimcli, cwd } = await helped()
    await writeFile(join(cwd, 'other.yaml'), 'version: 1\nsources: [{type: file, paths: [people.yaml]}]\ntarget: {type: aws-identity-store, region: eu-west-1}\nstate: {type: file, path: s.json}\n')

    const [aws, gws] = [await idpscimcli('aws users list -c other.yaml'), await idpscimcli('gws users list -c other.yaml')]

    expect([aws.code, aws.stderr]).toEqual([64, expect.stringMatching(/type aws-identity-store, which has no SCIM endpoint\n {2}try: idpscim target users lists what it holds/)])
    expect([gws.code, gws.stderr]).toEqual([64, expect.stringMatching(/no source of type google\n {2}try: idpscim source users lists/)])
  })

  it('takes the credentials from Secrets Manager where the configuration says so', async () => {
    const { idpscimcli, env, endpoints, patchState } = await helped()
    await patchState({ aws: { secrets: { IDPSCIM_SCIMEndpoint: endpoints['scim'], IDPSCIM_SCIMAccessToken: `${env['IDPSCIM_AWS_SCIM_ACCESS_TOKEN'] ?? ''}\n`, IDPSCIM_GWSUserEmail: 'admin@example.com', IDPSCIM_GWSServiceAccountFile: '{}' } } })

    const { code, stdout } = await idpscimcli('aws users list', { IDPSCIM_USE_SECRETS_MANAGER: 'T', IDPSCIM_AWS_SCIM_ENDPOINT: undefined, IDPSCIM_AWS_SCIM_ACCESS_TOKEN: undefined })

    expect([code, (JSON.parse(stdout) as { totalResults: number }).totalResults]).toEqual([0, 2])
  })

  it('gives up after --timeout, and says so', async () => {
    const { idpscimcli, setFaults } = await helped()
    await setFaults([{ api: 'scim', kind: 'slow', ms: 20_000 }])

    const { code, stdout, stderr } = await idpscimcli('aws users list --timeout 0.3s')

    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/error: no whole answer within 300 ms/)
  })

  it('hands a filter to the endpoint, and its refusal to the user', async () => {
    const { idpscimcli } = await helped()

    const { code, stderr } = await idpscimcli('aws users list -q name_is_Ada')

    expect(code).toBe(1)
    expect(stderr).toMatch(/refused listing Users where name is Ada[\s\S]*try: write the filter as SCIM does/)
  })
})

describe('the command line of idpscimcli', () => {
  it('tells its version and its tree without a configuration', async () => {
    const cwd = await temporaryFolder()
    const idpscimcli = (...args: string[]) => run(args, { cwd, program: HELPER })

    expect((await idpscimcli('-v')).stdout).toBe(`idpscimcli version ${pkg.version}\n`)
    const help = await Promise.all([idpscimcli(), idpscimcli('-h'), idpscimcli('help'), idpscimcli('--debug')])
    for (const { code, stdout, stderr } of help) {
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/ {2}\$ idpscimcli \[COMMAND\]\n[\s\S]*\n {2}aws .*\n {2}gws /)
    }
    const topic = await idpscimcli('gws', 'groups')
    expect([topic.code, topic.stdout]).toEqual([0, expect.stringMatching(/gws groups list/)])
  })

  it.each([
    ['aws group list', 'unknown command: "aws" "group" "list"', 'idpscimcli aws groups list'],
    ['aws groups lst', 'unknown command: "aws" "groups" "lst"', 'idpscimcli aws groups list'],
    ['gws users list --gws-user-filter x', 'unknown flag: --gws-user-filter', '--gws-users-filter'],
    ['aws users list now', '"idpscimcli aws users list" takes no argument: "now"', 'idpscimcli aws users list --help'],
    ['aws users list --timeout soon', '--timeout: "soon" is no duration', 'idpscimcli aws users list --help'],
    ['plan', 'unknown command: "plan"', 'idpscimcli --help lists the commands'],
  ])('refuses "%s" and names what was meant', async (line, message, meant) => {
    const ended = await run(line.split(' '), { cwd: await temporaryFolder(), program: HELPER })

    expect([ended.code, ended.stdout]).toEqual([64, ''])
    expect(ended.stderr).toContain(`error: ${message}`)
    expect(ended.stderr).toContain(`try: ${meant}\n`)
  })
})
