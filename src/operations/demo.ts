/** The whole journey on the sandbox, in one command: a company, a plan, an apply, and a second plan that finds nothing to do. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplyEvent, ApplyResult } from '../apply/events.js'
import type { Clock } from '../clock.js'
import { loadConfig } from '../config/load-config.js'
import { invariant } from '../errors.js'
import type { Plan } from '../plan/plan.js'
import { startSandbox } from '../sandbox/sandbox.js'
import { applyStack } from './apply.js'
import { planStack } from './plan.js'
import { readPlanFile, writePlanFile } from './files.js'
import type { Context } from './context.js'

export type DemoEvent =
  | { step: 'sandbox'; endpoints: Readonly<Record<string, string>> }
  | { step: 'plan' | 'second plan'; plan: Plan }
  | { step: 'apply'; event: ApplyEvent }
  | { step: 'end'; result: ApplyResult; changes: number }

export interface DemoOptions {
  tell: (event: DemoEvent) => void
  toolVersion: string
  clock: Clock
  signal?: AbortSignal
}

/** Leaves nothing behind: the sandbox and its folder go when it ends, however it ends. */
export async function runDemo({ tell, toolVersion, clock, signal }: DemoOptions): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'idpscim-demo-'))
  const sandbox = await startSandbox({ dir })
  try {
    tell({ step: 'sandbox', endpoints: sandbox.endpoints })
    const config = await loadConfig({ flags: { 'config-file': sandbox.configFile }, env: {}, cwd: dir, home: undefined })
    const context: Context = { config, clock, onProgress: () => undefined, toolVersion, ...(signal === undefined ? {} : { signal }) }
    const reading = { refresh: 'full', adopt: config.adopt.plan, allowEmpty: false, samePersons: [] } as const

    const plan = await planStack(context, reading)
    tell({ step: 'plan', plan })
    // Through the file, as a person would: what is applied is what was written.
    const file = join(dir, 'plan.json')
    await writePlanFile(file, plan)
    const result = await applyStack(context, await readPlanFile(file), { verify: true, onEvent: (event) => tell({ step: 'apply', event }) })
    tell({ step: 'end', result, changes: plan.changes.length })

    const second = await planStack(context, reading)
    tell({ step: 'second plan', plan: second })
    invariant(result.status === 'applied', 'the demo was applied only in part')
    invariant(second.changes.length === 0, `the second plan of the demo has ${second.changes.length} changes`)
  } finally {
    await sandbox.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
