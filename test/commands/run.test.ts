/** The built program against the sandbox: what goes to stdout and what does not, and how it ends. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launch, PROGRAM, run, useStages } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const stage = useStages()
const company = { google: { domain: 'example.com', users: [{ primaryEmail: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Obi' } }], groups: [{ email: 'ops@example.com', name: 'Ops', members: ['ada@example.com'] }] } }

describe('stdout', () => {
  it('holds the result alone; what is told on the way goes to stderr', async () => {
    const made = await stage({ seed: company })

    const plan = await made.idpscim('plan', '--format', 'json', '--log-level', 'debug', '--log-format', 'json')
    const lines = plan.stderr.trim().split('\n')

    expect(plan.code).toBe(0)
    expect(JSON.parse(plan.stdout)).toMatchObject({ formatVersion: 1 })
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      const { time, level, message } = JSON.parse(line) as Record<string, string>
      expect(time).toMatch(/^\d{4}-/)
      expect(level).toMatch(/^(debug|info|warn|error)$/)
      expect(message).toMatch(/\S/)
    }
  })

  it('is one JSON document from every command that has a result', async () => {
    const made = await stage({ seed: company })

    const runs = [
      await made.idpscim('validate', '--json'),
      await made.idpscim('state', 'show', '--json'),
      await made.idpscim('sync', '--json'),
      await made.idpscim('state', 'list', '--json'),
      await made.idpscim('show', join(made.dir, 'state.json'), '--json'),
    ]

    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, '']))
    const [validated, before, synced, listed, shown] = runs.map(({ stdout }) => JSON.parse(stdout) as unknown)
    expect(validated).toMatchObject({ valid: true, stack: 'sandbox' })
    expect(before).toMatchObject({ state: null, holder: null })
    expect(synced).toMatchObject({ plan: { formatVersion: 1 }, result: { status: 'applied' } })
    expect(listed).toMatchObject([{ kind: 'group', key: 'Ops' }, { kind: 'user', key: 'ada@example.com' }])
    expect(shown).toMatchObject({ formatVersion: 1, stack: 'sandbox' })
  })

  it('may be closed by its reader without a complaint', async () => {
    const made = await stage({ seed: company })
    await made.idpscim('plan')

    const piped = spawn('bash', ['-c', `"${process.execPath}" "${PROGRAM}" show plan.json | head -n 1; echo "\${PIPESTATUS[0]}"`], { cwd: made.dir })
    let out = ''
    let err = ''
    piped.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    piped.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    await new Promise((resolve) => piped.on('close', resolve))

    expect(out).toMatch(/^Plan [0-9a-f]{12} for stack sandbox\n0\n$/)
    expect(err).toBe('')
  })

  it('is painted only where somebody asks for colour', async () => {
    const made = await stage({ seed: company })
    const { stdout } = await made.idpscim('plan')
    const forced = (args: string[], env: Record<string, string>) => run(['show', 'plan.json', ...args], { cwd: made.dir, env })

    expect(stdout).not.toContain('\u001b')
    expect((await forced([], { FORCE_COLOR: '1' })).stdout).toContain('\u001b[')
    expect((await forced(['--no-color'], { FORCE_COLOR: '1' })).stdout).not.toContain('\u001b')
    expect((await forced([], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b')
  })
})

describe('the sandbox', () => {
  it('says in its first line all that a program needs, and ends with 0 when it is asked to stop', async () => {
    const cwd = await temporaryFolder()
    const running = launch(['sandbox', '--json', '--dir', cwd], { cwd })
    await new Promise((resolve) => running.child.stdout?.once('data', resolve))

    running.child.kill('SIGINT')
    const { code, stdout } = await running.ended

    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    const ready = JSON.parse(stdout) as { ready: boolean; endpoints: Record<string, string>; env: Record<string, string>; configFile: string }
    expect(ready).toMatchObject({ ready: true, configFile: join(cwd, '.idpscim.yaml') })
    for (const name of ['google', 'google-token', 'scim', 'control']) expect(ready.endpoints[name]).toMatch(/^http:\/\/127\.0\.0\.1:/)
    expect(ready.env['IDPSCIM_AWS_SCIM_ENDPOINT']).toBe(ready.endpoints['scim'])
  })
})

describe('a lock', () => {
  it('that nobody holds cannot be broken', async () => {
    const made = await stage({ seed: company })

    const { code, stderr } = await made.idpscim('state', 'unlock', 'some-id')

    expect(code).toBe(64)
    expect(stderr).toMatch(/some-id/)
  })
})
