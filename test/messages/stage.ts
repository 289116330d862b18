/** A case with a sandbox of its own, in this process: only the program is another one. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js'
import { run } from '../support/program.js'
import type { Wrong } from './desk.js'

export interface Setting extends Pick<Wrong, 'files' | 'env' | 'prints'> {
  seed?: object
  faults?: readonly object[]
  /** The configuration that the sandbox wrote, as it shall stand there. */
  config?: (text: string, sandbox: Sandbox) => string
  /** `aws`: the variables of AWS's clients that point at the sandbox. */
  variables?: 'aws'
  /** Typed first, and expected to succeed. */
  first?: readonly (readonly string[])[]
  then?: (folder: string, sandbox: Sandbox) => Promise<unknown>
}

const person = (name: string) => ({ primaryEmail: `${name}@example.com`, name: { givenName: name, familyName: 'Obi' } })

export const COMPANY = {
  google: {
    domain: 'example.com',
    users: ['ada', 'ben', 'cleo'].map(person),
    groups: [{ id: '201', name: 'AWS-Admins', email: 'aws-admins@example.com', members: ['ada@example.com', 'ben@example.com'] }, { id: '202', name: 'AWS-Dev', email: 'aws-dev@example.com', members: ['cleo@example.com'] }],
  },
  aws: { buckets: ['states'], secrets: { 'staff/scim': '{"token": "x"}' } },
}

export function staged(title: string, line: string, exit: number, setting: Setting = {}): Wrong {
  const { seed = COMPANY, faults = [], config = (text: string) => text, variables, first = [], then, files, env, prints } = setting
  return {
    title,
    line,
    exit,
    ...(files && { files }),
    ...(prints && { prints }),
    before: async (folder) => {
      const sandbox = await startSandbox({ seed, dir: folder, rateLimits: false })
      const file = join(folder, '.idpscim.yaml')
      await writeFile(file, config(await readFile(file, 'utf8'), sandbox))
      const aws = Object.fromEntries(Object.entries(sandbox.env).filter(([name]) => variables === 'aws' && name.startsWith('AWS_')))
      // What is on its way is of no interest here, and never the same twice.
      const all = { IDPSCIM_LOG_LEVEL: 'error', ...aws, ...env }
      for (const args of first) {
        const { code, stderr } = await run(args, { cwd: folder, env: all })
        if (code !== 0) throw new Error(`${title}: ${args.join(' ')} ended with ${String(code)}: ${stderr}`)
      }
      await then?.(folder, sandbox)
      sandbox.setFaults(faults)
      return { env: all, after: () => sandbox.stop() }
    },
  }
}

/** Changes a file of the case's folder. */
export async function edited(folder: string, name: string, change: (text: string) => string): Promise<void> {
  await writeFile(join(folder, name), change(await readFile(join(folder, name), 'utf8')))
}
