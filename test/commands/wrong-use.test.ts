/** Wrong use of the built program: always 64, always one clear message, never a synchronisation. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const cases: [name: string, args: string[], message: RegExp][] = [
  ['an unknown command names the nearest', ['plam'], /^error: unknown command: "plam"\n {2}try: idpscim plan\n/],
  ['a word that is no command is never a sync', ['everything', '--gws-user-email', 'admin@example.com'], /^error: unknown command: "everything"/],
  ['an unknown command of a topic', ['state', 'lst'], /try: idpscim state list\n/],
  ['a word behind a command that takes none', ['plan', 'now'], /^error: "idpscim plan" takes no argument: "now"/],
  ['an unknown flag names the nearest', ['plan', '--addopt', 'ids'], /^error: unknown flag: --addopt\n {2}try: --adopt\n/],
  ['a flag without its value', ['plan', '--out'], /^error: --out needs a value\n {2}try: idpscim plan --help\n$/],
  ['a value that is none of those offered', ['plan', '--refresh', 'maybe'], /^error: --refresh is "maybe", and must be full or state\n/],
  ['a number that is none', ['apply', 'plan.json', '--parallelism', 'many'], /^error: --parallelism is "many", and must be a whole number\n/],
  ['a number that is too small', ['apply', 'plan.json', '--parallelism', '0'], /^error: --parallelism is 0, and must be at least 1\n/],
  ['a number that is too large', ['apply', 'plan.json', '--parallelism', '101'], /^error: --parallelism is 101, and must be at most 100\n/],
  ['a choice without its value', ['plan', '--adopt'], /^error: --adopt needs a value: ids, keys or all\n/],
  ['a duration without its unit', ['apply', 'plan.json', '--lock-timeout', '30'], /^error: --lock-timeout: "30" is no duration/],
  ['a missing argument', ['apply'], /^error: "idpscim apply" needs PLAN: a plan/],
  ['an argument too many', ['apply', 'plan.json', 'other.json'], /^error: "idpscim apply" takes no further argument: "other.json"/],
  ['a missing plan file', ['apply', 'plan.json'], /^error: plan\.json cannot be read/],
  ['a configuration file that is not there', ['plan', '--config-file', 'none.yaml'], /none\.yaml\s+does not exist/],
  ['no configuration at all', ['validate'], /--gws-user-email/],
  ['faults that are not JSON', ['sandbox', '--fault', '{'], /^error: --fault is not JSON/],
  ['a seed that is not there', ['sandbox', '--seed', 'none.yaml'], /^error: the seed none\.yaml cannot be read/],
  ['help for what does not exist', ['help', 'plam'], /^error: unknown command: "plam"\n {2}try: idpscim plan\n/],
]

describe('wrong use', () => {
  it.each(cases)('%s', async (_, args, message) => {
    const cwd = await temporaryFolder()

    const ended = await run(args, { cwd })

    expect(ended).toMatchObject({ code: 64, stdout: '' })
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/)
  })

  it('tells it as one JSON document with --json, and nothing else on stdout', async () => {
    const cwd = await temporaryFolder()

    for (const args of [['plam'], ['plan', '--nope'], ['plan'], ['apply', 'plan.json'], ['show']]) {
      const ended = await run([...args, '--json'], { cwd })

      const { error } = JSON.parse(ended.stdout) as { error: { code: string; message: string; suggestions: string[]; facts: object } }
      expect(ended).toMatchObject({ code: 64, stderr: '' })
      expect(Object.keys(error)).toEqual(['code', 'message', 'suggestions', 'facts'])
      expect(error.code).toMatch(/^Bad/)
    }
  })

  it('never repeats a token that stands behind a mistyped flag', async () => {
    const cwd = await temporaryFolder()

    const ended = await run(['--aws-scim-acces-token=s3cret-s3cret-s3cret'], { cwd })

    expect(ended.code).toBe(64)
    expect(ended.stderr).toContain('try: --aws-scim-access-token')
    expect(ended.stderr + ended.stdout).not.toContain('s3cret')
  })

  it('never quotes a file that is no plan: it may be a key', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, 'token'), 'lKVPOguA4S-very-secret')

    const runs = await Promise.all([run(['show', 'token'], { cwd }), run(['apply', 'token', '--json'], { cwd })])

    for (const ended of runs) {
      expect(ended.code).toBe(64)
      expect(ended.stderr + ended.stdout).not.toContain('lKVPO')
    }
  })

  it('names file and line of a configuration that is wrong', async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, '.idpscim.yaml'), 'version: 1\nsources:\n  - type: google\n    subjct: admin@example.com\ntarget: {type: aws-scim, endpoint: "https://x/", access_token: abc}\n')

    const ended = await run(['validate'], { cwd })

    expect(ended).toMatchObject({ code: 64, stdout: '' })
    expect(ended.stderr).toMatch(/\.idpscim\.yaml:4(:\d+)?.*subjct/)
  })

  it('shows the stack with --debug alone', async () => {
    const cwd = await temporaryFolder()

    const ended = await run(['apply', 'plan.json', '--debug'], { cwd })

    expect(ended.code).toBe(64)
    expect(ended.stderr).toMatch(/\n\s+at /)
  })
})
