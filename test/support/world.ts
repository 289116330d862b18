/** Sandboxes for tests: started with no rate limits unless asked, in a folder of their own, and gone afterwards. */
import { rm } from 'node:fs/promises'
import { afterEach } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js'

/** Runs `use` on a sandbox with `seed` (the default company when undefined), and returns what it returns. */
export async function withSandbox<Result>(seed: unknown, use: (sandbox: Sandbox) => Promise<Result>, options: Omit<SandboxOptions, 'seed'> = {}): Promise<Result> {
  const sandbox = await startSandbox({ rateLimits: false, seed, ...options })
  try {
    return await use(sandbox)
  } finally {
    await end(sandbox, options)
  }
}

/** For a whole file: the returned function starts a sandbox, and every one that a test started is ended after that test. */
export function useSandbox(): (options?: SandboxOptions) => Promise<Sandbox> {
  let started: { sandbox: Sandbox; options: SandboxOptions }[] = []
  afterEach(async () => {
    const ended = started
    started = []
    await Promise.all(ended.map(({ sandbox, options }) => end(sandbox, options)))
  })
  return async (options = {}) => {
    const sandbox = await startSandbox({ rateLimits: false, ...options })
    started.push({ sandbox, options })
    return sandbox
  }
}

/** A folder that the test named is the test's to keep. */
async function end(sandbox: Sandbox, options: SandboxOptions): Promise<void> {
  await sandbox.stop()
  if (options.dir === undefined) await rm(sandbox.dir, { recursive: true, force: true })
}
