/** A stack on the sandbox, in this process: operations as commands call them, without the commands. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { parse, stringify } from 'yaml'
import { systemClock } from '../../src/clock.js'
import { loadConfig } from '../../src/config/load-config.js'
import type { ProgressEvent } from '../../src/model/progress.js'
import type { Context } from '../../src/operations/context.js'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js'
import { temporaryFolder } from './temporary-folder.js'

export interface SandboxStack {
  sandbox: Sandbox
  context: Context
  /** What it told while it worked. */
  told: ProgressEvent[]
  /** The same sandbox under a configuration with these keys put in. */
  configured(extra: object): Promise<Context>
}

/** Call it once in a test file: everything is stopped after each test. */
export function useSandboxStacks(): (seed: object) => Promise<SandboxStack> {
  const running: Sandbox[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()))
  })
  return async (seed) => {
    const sandbox = await startSandbox({ seed, dir: await temporaryFolder(), rateLimits: false })
    running.push(sandbox)
    const told: ProgressEvent[] = []
    const load = async (file: string): Promise<Context> => ({
      config: await loadConfig({ flags: { 'config-file': file }, env: {}, cwd: sandbox.dir, home: undefined }),
      clock: systemClock,
      onProgress: (event) => told.push(event),
      toolVersion: 'test',
    })
    return {
      sandbox,
      context: await load(sandbox.configFile),
      told,
      async configured(extra) {
        const file = join(sandbox.dir, 'other.yaml')
        await writeFile(file, stringify({ ...(parse(await readFile(sandbox.configFile, 'utf8')) as object), ...extra }))
        return load(file)
      },
    }
  }
}
