/** A stack on the sandbox under a doctor's eyes. */
import type { CheckResult } from '../../src/model/check.js'
import type { Context } from '../../src/operations/context.js'
import { diagnose } from '../../src/operations/doctor.js'
import type { SandboxStack } from './sandbox-stack.js'

/** A right, how it is taken away, and the lines that shall fail for it: "failed source: scope user.readonly". */
export type Removal = [right: string, remove: (stack: SandboxStack) => void, fails: string[]]

export async function examined({ context }: { context: Context }): Promise<CheckResult[]> {
  return (await diagnose({ context, secrets: { ids: [], lacking: [] } })).checks
}

export function wrong(checks: readonly CheckResult[]): string[] {
  return checks.filter(({ status }) => status === 'failed' || status === 'warning').map(({ subject, check, status }) => `${status} ${subject.split(' ')[0] ?? ''}: ${check}`)
}

/** A fault that refuses one operation as for a missing right. */
export function refusing(api: string, operation: string, status = 403): object[] {
  return [{ api, operation, kind: 'error', status }]
}
