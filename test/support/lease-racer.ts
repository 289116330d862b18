/**
 * A process of its own that works on a state as it is told, one command a line: `hold`, `release`, `count N` (adds one to the serial N
 * times, each under a lease of its own). Answers each with one line of JSON.
 */
import { createInterface } from 'node:readline'
import { systemClock } from '../../src/clock.js'
import { isIdpscimError } from '../../src/errors.js'
import { createFileStore } from '../../src/state/file/file-store.js'
import type { Lease } from '../../src/state/state-store.js'
import { aState } from './states.js'

const store = createFileStore({ path: process.argv[2] ?? '', clock: systemClock })
let lease: Lease | undefined

async function obey(command: string | undefined, argument: string | undefined): Promise<unknown> {
  switch (command) {
    case 'hold':
      lease = await store.hold({ purpose: 'race', timeoutMs: 0 })
      return { held: lease.holder }
    case 'release':
      await lease?.release()
      return {}
    case 'count':
      for (let n = 0; n < Number(argument); n++) await addOne()
      return {}
    default:
      throw new Error(`unknown command ${command ?? ''}`)
  }
}

async function addOne(): Promise<void> {
  const own = await store.hold({ purpose: 'count', timeoutMs: 60_000 })
  const before = await store.read()
  await store.write(aState((before?.state.serial ?? 0) + 1), { ifVersion: before?.version ?? null, lease: own })
  await own.release()
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

answer({ ready: true })
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(' ')
  await obey(command, argument).then(answer, (error: unknown) => answer({ error: isIdpscimError(error) ? error.code : String(error) }))
}
