/** Real processes over one real file. */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../src/clock.js'
import { createFileStore } from '../../../src/state/file/file-store.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const RACER = fileURLToPath(new URL('../../support/lease-racer.ts', import.meta.url))

interface Racer {
  child: ChildProcessWithoutNullStreams
  tell(command: string): Promise<{ held?: { pid: number }; error?: string }>
}

it('the lease goes to one process of four, every time', async () => {
  const path = join(await temporaryFolder(), 'state.json')
  const racers = await Promise.all([1, 2, 3, 4].map(() => startRacer(path)))

  for (let round = 0; round < 15; round++) {
    const answers = await Promise.all(racers.map((racer) => racer.tell('hold')))

    expect(answers.filter((answer) => answer.held)).toHaveLength(1)
    expect(answers.filter((answer) => answer.error === 'LeaseHeld')).toHaveLength(3)
    await racers[answers.findIndex((answer) => answer.held)]?.tell('release')
  }
})

it('no process overwrites what another wrote', async () => {
  const path = join(await temporaryFolder(), 'state.json')
  const racers = await Promise.all([1, 2, 3].map(() => startRacer(path)))

  const answers = await Promise.all(racers.map((racer) => racer.tell('count 4')))

  expect(answers).toEqual([{}, {}, {}])
  expect((await createFileStore({ path, clock: systemClock }).read())?.state.serial).toBe(12)
})

it('the lease of a process killed with -9 is taken at once', async () => {
  const path = join(await temporaryFolder(), 'state.json')
  const racer = await startRacer(path)
  const { held } = await racer.tell('hold')
  const store = createFileStore({ path, clock: systemClock })
  await expect(store.hold({ purpose: 'too early', timeoutMs: 0 })).rejects.toMatchObject({ code: 'LeaseHeld', facts: { holder: { pid: racer.child.pid } } })
  expect(held?.pid).toBe(racer.child.pid)

  racer.child.kill('SIGKILL')
  await once(racer.child, 'exit')

  const lease = await store.hold({ purpose: 'the successor', timeoutMs: 0 })
  await lease.check()
  await lease.release()
})

async function startRacer(path: string): Promise<Racer> {
  const child = spawn(process.execPath, ['--import', 'tsx', RACER, path])
  child.stderr.pipe(process.stderr)
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const line = await lines.next()
    if (line.done) throw new Error('the racer ended')
    return JSON.parse(line.value) as { held?: { pid: number }; error?: string }
  }
  await next()
  return {
    child,
    tell(command) {
      child.stdin.write(`${command}\n`)
      return next()
    },
  }
}
