import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { NO_TERMINAL, openTerminal } from '../support/terminal.js'

const SCIM = ['--target', 'aws-scim', '--endpoint', 'env:SCIM_ENDPOINT', '--access-token', 'file:scim-token']
const GOOGLE = ['--source', 'google', '--google-credentials', 'secret:my/google', '--google-subject', 'admin@example.com', '--google-groups', 'name:AWS*']
/** Flags and their values, one of each. */
const but = (flags: readonly string[], ...[flag = '', value = '']: string[]) => (flags.includes(flag) ? flags.map((word, index) => (flags[index - 1] === flag ? value : word)) : [...flags, flag, value])
const init = (cwd: string, ...args: string[]) => run(['init', ...args], { cwd })
const lined = (text: string) => text.replaceAll(/\n\s+/g, ' ')

describe('idpscim init without a terminal', () => {
  test('writes what the flags say, tells what is still to be put in place, and names the next command', async () => {
    const cwd = await temporaryFolder()

    const { code, stdout } = await init(cwd, ...GOOGLE, ...SCIM, '--state', 's3', '--state-bucket', 'states')
    const text = await readFile(join(cwd, '.idpscim.yaml'), 'utf8')
    await writeFile(join(cwd, 'scim-token'), 'a-token')
    const valid = await run(['validate'], { cwd, env: { SCIM_ENDPOINT: 'https://scim.eu-west-1.amazonaws.com/x/scim/v2/' } })

    expect(code).toBe(0)
    expect(text).toMatch(/^# yaml-language-server: \$schema=.*config\.schema\.json\n/)
    expect(text).toMatch(/^ {4}credentials: \{secret: my\/google\} #.*\n {4}subject: admin@example\.com #.*\n {4}groups_filter: \[name:AWS\*\] #/m)
    expect(text).toMatch(/^ {2}bucket: states #.*\n {2}key: idpscim\/state\.json #/m)
    expect(lined(stdout)).toMatch(/Still to be put in place: - target\.endpoint: the environment variable SCIM_ENDPOINT is not set.* - target\.access_token: the file \S+scim-token does not exist.*Next: idpscim doctor\s*$/s)
    expect((await stat(join(cwd, '.idpscim.yaml'))).mode & 0o133).toBe(0)
    expect(valid.code).toBe(0)
  })

  test('names every flag that is missing at once, and writes nothing', async () => {
    const cwd = await temporaryFolder()

    const nothing = await init(cwd)
    const some = await init(cwd, '--source', 'github', '--source', 'file', '--target', 'scim', '--access-token', 'env:T')

    expect([nothing.code, some.code]).toEqual([64, 64])
    expect(lined(nothing.stderr)).toContain('there is no terminal to ask at, and these answers are missing: --source, --target')
    expect(lined(some.stderr)).toContain('are missing: --github-organization, --github-app-id, --github-credential, --endpoint')
    expect(await readdir(cwd)).toEqual([])
  })

  test.each([
    ['a secret itself', ['--google-credentials', '{"private_key":"s3cr3t-of-mine"}'], /--google-credentials says where the secret is kept, and never what it is/],
    ['no mail address', ['--google-subject', 'admin'], /--google-subject: it is no mail address/],
    ['no address', ['--endpoint', 'scim.example.com'], /--endpoint: it is no address/],
    ['an unknown state', ['--state', 'git'], /--state/],
    ['a Region that is none', ['--state', 's3', '--state-bucket', 'b', '--state-region', 'mars'], /--state-region: it is no Region/],
    ['an organisation that cannot be', ['--github-organization', 'a b', '--source', 'github', '--github-proof', 'token', '--github-credential', 'env:T'], /these answers make no configuration: sources\[1\]\.organization is not the name of an organisation/],
  ])('%s is refused before anything is written, and never repeated', async (_, args, message) => {
    const cwd = await temporaryFolder()

    const { code, stderr } = await init(cwd, ...but([...GOOGLE, ...SCIM], ...args.slice(0, 2)), ...args.slice(2))

    expect(code).toBe(64)
    expect(lined(stderr)).toMatch(message)
    expect(stderr).not.toContain('s3cr3t')
    expect(await readdir(cwd)).toEqual([])
  })

  test.each([
    ['.idpscim.yaml', 'version: 1\n', /there is \S+\.idpscim\.yaml already, and init never overwrites/],
    ['.idpscim.json', '{"version": 1}\n', /there is \S+\.idpscim\.json already/],
    ['.idpscim.yaml', 'gws_user_email: a@example.com\n', /already, in the original's form, and init never overwrites.*it works as it is: idpscim validate/s],
  ])('never overwrites: %s', async (name, text, message) => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, name), text)

    const { code, stderr } = await init(cwd, ...GOOGLE, ...SCIM)

    expect(code).toBe(64)
    expect(lined(stderr)).toMatch(message)
    expect(await readFile(join(cwd, name), 'utf8')).toBe(text)
    expect(await readdir(cwd)).toEqual([name])
  })

  test('writes another file where one is named, with one JSON document for programs; and says where the environment has a configuration already', async () => {
    const cwd = await temporaryFolder()

    const { code, stdout, stderr } = await run(['init', ...GOOGLE, ...SCIM, '--config-file', 'staff.yaml', '--json', '--log-level', 'warn'], { cwd, env: { IDPSCIM_GWS_USER_EMAIL: 'boss@example.com' } })

    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ written: join(cwd, 'staff.yaml'), stack: 'staff-aws', next: 'idpscim doctor --config-file staff.yaml' })
    expect(lined(stderr)).toMatch(/this environment configures a stack in the original's form already \(IDPSCIM_GWS_USER_EMAIL\)/)
  })
})

if (NO_TERMINAL !== undefined) console.warn(`prompts are not tried: ${NO_TERMINAL}`)

describe.skipIf(NO_TERMINAL !== undefined)('idpscim init at a terminal', () => {
  test('is left by ctrl-c without anything written, and the terminal is as before', async () => {
    const cwd = await temporaryFolder()
    const terminal = await openTerminal(['init', ...GOOGLE], { cwd })
    await terminal.shows('What is made to match?')
    terminal.press('\u0003')
    const left = await terminal.ended

    expect(left).toMatchObject({ code: 1, showsCursor: true, isCooked: true })
    expect(left.screen).toMatch(/SIGINT: nothing is written\s+error: stopped by SIGINT: nothing was changed/)
    await expect(access(join(cwd, '.idpscim.yaml'))).rejects.toThrow()
  })
})
