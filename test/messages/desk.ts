/** A desk for wrong inputs: each case runs the built program once, and a golden file keeps what it said. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import { expect } from 'vitest'
import { errorToText } from '../../src/cli/error-text.js'
import { exitCodeOf } from '../../src/cli/exit.js'
import { loadConfig } from '../../src/config/load-config.js'
import { redact } from '../../src/model/secret.js'
import { type Ended, HELPER, run } from '../support/program.js'

export interface Wrong {
  /** What is wrong, for the reader of the golden file. */
  title: string
  /** As it is typed; arguments with blanks stand in single quotes. */
  line: string
  exit: number
  /** By path within the case's own folder. */
  files?: Readonly<Record<string, string>>
  /** Folders, likewise. */
  folders?: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Done in the case's folder before the line is run; what it starts is ended by `after`. */
  before?: (folder: string) => Promise<{ env?: NodeJS.ProcessEnv; after?: () => Promise<void> } | undefined>
  /** Told by this process: the configuration is loaded, and the failure drawn, as every command does it. */
  here?: true
  /** What it prints on stdout is told too: a plan that is blocked, a document with --json. */
  prints?: true
}

/** Distinctive, so that one that leaks is found; each has the form that its vendor gives it. */
export const SECRETS = {
  token: 'c2VjcmV0LXRva2VuLW9mLXRoZS1zY2ltLWVuZHBvaW50',
  clientSecret: 'Q1w8Q~secret-of-entra-zz91kkq2l',
  github: 'ghp_secretsecretsecretsecretsecret0123456',
} as const

/** Where cases live: of one length wherever the tests run, because long paths break lines. */
const PREFIX = '/tmp/idpscim-said-'

const program = pLimit(Math.min(4, availableParallelism() * 2))
/** Where trying again takes most of the time. */
const waiting = pLimit(10)

/** Runs all cases of one area, several at once, holds each to the laws, and gives the golden file's text. */
export async function said(cases: readonly Wrong[], { secrets = [], patient = false }: { secrets?: readonly string[]; patient?: boolean } = {}): Promise<string> {
  const told = await Promise.all(cases.map((wrong) => (patient ? waiting : program)(() => tell(wrong, [...Object.values(SECRETS), ...secrets]))))
  return told.join('\n')
}

async function tell(wrong: Wrong, secrets: readonly string[]): Promise<string> {
  const folder = await realpath(await mkdtemp(PREFIX))
  let after: (() => Promise<void>) | undefined
  try {
    for (const name of wrong.folders ?? []) await mkdir(join(folder, name), { recursive: true })
    for (const [name, text] of Object.entries(wrong.files ?? {})) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const ground = await wrong.before?.(folder)
    after = ground?.after
    const [name = '', ...args] = words(wrong.line)
    const ended = wrong.here ? await load(args, folder) : await run(args, { cwd: folder, env: { AWS_EC2_METADATA_DISABLED: 'true', ...wrong.env, ...ground?.env }, ...(name === 'idpscimcli' ? { program: HELPER } : {}) })
    obey(wrong, ended, secrets)
    const said = `${wrong.prints ? ended.stdout : ''}${ended.stderr}`
    return `## ${wrong.title}\n$ ${wrong.line}   (exit ${String(ended.code)})\n\n${steady(said, folder)}`
  } finally {
    await after?.()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What every command that reads a configuration begins with, without a process of its own: files, flags and how a failure is drawn. */
async function load(args: string[], cwd: string): Promise<Ended> {
  const { values } = parseArgs({ args, allowPositionals: true, options: { 'config-file': { type: 'string', short: 'c' }, 'gws-user-email': { type: 'string' }, 'gws-groups-filter': { type: 'string', short: 'q', multiple: true } } })
  try {
    await loadConfig({ flags: values, env: {}, cwd, home: cwd })
    return { code: 0, signal: null, stdout: '', stderr: '' }
  } catch (error) {
    return { code: exitCodeOf(error), signal: null, stdout: '', stderr: redact(errorToText(error, { color: false, width: 80, debug: false })) }
  }
}

function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** What holds for every message, whatever is wrong. */
function obey({ title, exit, line, prints }: Wrong, { code, stdout, stderr }: Ended, secrets: readonly string[]): void {
  const all = stdout + stderr
  expect.soft(`${title}: ${String(code)}`).toBe(`${title}: ${String(exit)}`)
  expect.soft(all, `${title}: a stack`).not.toMatch(/\n\s+at .*[:(]\d+/)
  expect.soft(all, `${title}: an empty word`).not.toMatch(/\bundefined\b|\bnull\b|\bNaN\b|\[object /)
  for (const secret of secrets) expect(all, `${title}: a secret`).not.toContain(secret)
  if (prints) {
    if (!line.includes('--json')) expect.soft(hasRemedy(all), `${title}: a remedy in\n${all}`).toBe(true)
    return
  }
  expect.soft(stdout, `${title}: stdout`).toBe('')
  expect.soft(stderr, `${title}: an error`).toMatch(/^error: |\nerror: /)
  expect.soft(hasRemedy(stderr), `${title} (${line}): a remedy in\n${stderr}`).toBe(true)
}

/** `try:` below what went wrong; of a configuration's problems each says what to write, below itself or in the same breath. */
function hasRemedy(text: string): boolean {
  const problems = text.split(/\n(?= {2}[x!] )/).filter((part) => part.startsWith('  x '))
  if (problems.length === 0) return /\n {2}try: \S/.test(text)
  return problems.every((part) => /\n {6}\S/.test(part) || /\bmust be\b|; (use|quote|keep) |: leave |bracket is not closed/.test(part.replace(/\s+/g, ' ')))
}

/** Of the same length as what it replaces, so that lines break where they broke. */
function steady(text: string, folder: string): string {
  return text
    .replaceAll(folder, `${PREFIX}XXXXXX`)
    .replace(/(127\.0\.0\.1|localhost):\d{5}/g, '$1:00000')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '00000000-0000-0000-0000-000000000000')
    .replace(/(requestId:|\(request)(\s+)[0-9A-F:]{9,16}\b/g, (_, head: string, blank: string) => `${head}${blank}ID`)
    .replace(/\b[0-9a-f]{64}\b/g, '0'.repeat(64))
    .replace(/\bplan [0-9a-f]{12}\b/g, 'plan 000000000000')
    .replace(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-01-01T00:00:00.000Z')
    .replace(/[ \t]+$/gm, '')
}
