/** Who a process is, well enough to know later, on the same host, that it is dead. */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import * as z from 'zod'

export const ProcessIdentity = z.strictObject({
  host: z.string(),
  pid: z.number().int(),
  /** The kernel's boot id, or `~` and the boot's time in seconds where the system gives no id. */
  boot: z.string().optional(),
  /** `/etc/machine-id`: stays the same over boots, where host names may be shared. */
  machine: z.string().optional(),
  pidNamespace: z.string().optional(),
  /** Field 22 of `/proc/PID/stat` (proc(5)), clock ticks since boot: a pid that is used again differs here. */
  started: z.string().optional(),
})
export type ProcessIdentity = z.infer<typeof ProcessIdentity>

/** Tells the living from the dead; anything that is not known counts as alive. */
export interface Liveness {
  /** This process. */
  self(): ProcessIdentity
  isDead(other: ProcessIdentity): boolean
}

/** A process as the system shows it: gone, or there with its start time where that can be read. */
export type Sighting = { gone: true } | { gone: false; started?: string }

export const thisHost: Liveness = {
  self: thisProcess,
  isDead: (other) => isKnownDead(other, thisProcess(), sightProcess),
}

export function isKnownDead(other: ProcessIdentity, self: ProcessIdentity, sight: (pid: number) => Sighting): boolean {
  if (other.boot === undefined || self.boot === undefined || other.host !== self.host) return false
  if (!sameBoot(other.boot, self.boot)) {
    // A shared folder may be mounted on two machines of one name: only the machine's own id proves a reboot.
    return other.machine !== undefined && other.machine === self.machine && !other.boot.startsWith('~') && !self.boot.startsWith('~')
  }
  if (other.pidNamespace !== self.pidNamespace) return false
  const seen = sight(other.pid)
  if (seen.gone) return true
  return seen.started !== undefined && other.started !== undefined && seen.started !== other.started
}

/** A boot time worked out from the uptime wavers with the clock: a few seconds apart is the same boot. */
function sameBoot(a: string, b: string): boolean {
  if (a.startsWith('~') && b.startsWith('~')) return Math.abs(Number(a.slice(1)) - Number(b.slice(1))) <= 5
  return a === b
}

let known: ProcessIdentity | undefined

function thisProcess(): ProcessIdentity {
  if (known?.pid === process.pid) return known
  const machine = text('/etc/machine-id')
  const pidNamespace = attempt(() => readlinkSync('/proc/self/ns/pid'))
  const started = statOf(process.pid)?.started
  known = {
    host: hostOf(process.env),
    pid: process.pid,
    boot: text('/proc/sys/kernel/random/boot_id') ?? `~${Math.round(Date.now() / 1000 - uptime())}`,
    ...(machine !== undefined && { machine }),
    ...(pidNamespace !== undefined && { pidNamespace }),
    ...(started !== undefined && { started }),
  }
  return known
}

/**
 * AWS Lambda starts its machines from copies, which may share host name, boot and process ids: there the log stream names the machine, and tells
 * people where to read what the holder did (Lambda Developer Guide, "Defined runtime environment variables").
 */
export function hostOf({ AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_LOG_STREAM_NAME: stream }: NodeJS.ProcessEnv): string {
  return name === undefined || stream === undefined ? hostname() : `${name} ${stream}`
}

export function sightProcess(pid: number): Sighting {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM means that it is there and another's.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return { gone: true }
  }
  const stat = statOf(pid)
  if (!stat) return { gone: false }
  // A killed process stays as a zombie until its parent asks for it, which in a container may be never.
  return stat.status === 'Z' || stat.status === 'X' ? { gone: true } : { gone: false, started: stat.started }
}

/** The command's name may hold spaces and parentheses; the fields are counted from after its last one. */
function statOf(pid: number): { status: string; started: string } | undefined {
  const stat = text(`/proc/${pid}/stat`)
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = fields?.[0]
  const started = fields?.[19]
  return status !== undefined && started !== undefined ? { status, started } : undefined
}

function text(path: string): string | undefined {
  return attempt(() => readFileSync(path, 'utf8').trim()) || undefined
}

function attempt(read: () => string): string | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
