/** Eyes on a stack in memory: who starts what without a live lease, and whether every state follows the one before it. */
import { createMemoryBacking } from '../../src/state/memory/memory-backing.js'
import { memoryFar } from './fars.js'
import { openStack, type Stack } from './stack.js'
import type { Process } from './wire.js'

export interface Watched {
  stack: Stack
  /** Writes to the target that began while another, or nobody, held the lease. */
  trespasses: string[]
  /** Of every state that was written, in order. */
  serials: number[]
  liveLease: () => { id: string } | undefined
}

export async function openWatchedStack(): Promise<Watched> {
  const backing = createMemoryBacking()
  const leases = new Map<Process, string>()
  const stack = await openStack(memoryFar(backing, leases))
  const trespasses: string[] = []
  const serials: number[] = []
  const liveLease = () => {
    const held = backing.lease.read()?.record.held
    return held && Date.parse(held.until) > stack.clock.now() ? held : undefined
  }
  let state = backing.state
  Object.defineProperty(backing, 'state', {
    get: () => state,
    set: (bytes: Buffer) => {
      state = bytes
      serials.push((JSON.parse(bytes.toString('utf8')) as { serial: number }).serial)
    },
  })
  stack.wire.onStart = (process, { far, kind, operation }) => {
    if (far === 'scim' && kind === 'write' && liveLease()?.id !== leases.get(process)) trespasses.push(`${process.name} starts ${operation}`)
  }
  return { stack, trespasses, serials, liveLease }
}

/** Numbers in [0, 1) that depend on the seed alone. */
export function generator(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}
