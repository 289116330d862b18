/** The file store keeps the contract, and leaves files that their owner can read and nobody else. */
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Liveness } from '../../../src/state/process-identity.js'
import { createFileStore } from '../../../src/state/file/file-store.js'
import type { StateStore } from '../../../src/state/state-store.js'
import { testStateStore } from '../../contracts/state-store-contract.js'
import { createManualClock } from '../../support/manual-clock.js'
import { aState } from '../../support/states.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

testStateStore('a state in a file', async () => {
  const path = join(await temporaryFolder(), 'stack', 'state.json')
  const clock = createManualClock()
  const processes = new Map<StateStore, number>()
  const dead = new Set<number>()
  const play = (pid: number): Liveness => ({ self: () => ({ host: 'here', pid }), isDead: (other) => dead.has(other.pid) })
  return {
    clock,
    open() {
      const pid = processes.size + 1
      const store = createFileStore({ path, clock, liveness: play(pid) })
      processes.set(store, pid)
      return store
    },
    kill: (store) => void dead.add(processes.get(store) ?? 0),
    async spoilState(content) {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content)
    },
    async spoilJournal(name, change) {
      const file = join(`${path}.journal`, `${name}.jsonl`)
      await writeFile(file, change(await readFile(file)))
    },
  }
})

describe('the files of a state', () => {
  const once = { purpose: 'test', timeoutMs: 0 }
  const open = (path: string) => createFileStore({ path, clock: createManualClock() })

  it('print in the order of the schema, two spaces deep, with a final newline', async () => {
    const path = join(await temporaryFolder(), 'state.json')
    const { formatVersion, ...rest } = aState(4)
    const store = open(path)

    await store.write({ ...rest, formatVersion }, { ifVersion: null, lease: await store.hold(once) })

    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(aState(4), null, 2)}\n`)
  })

  it('are for the owner alone', async () => {
    const folder = join(await temporaryFolder(), 'deep', 'stack')
    const store = open(join(folder, 'state.json'))
    const lease = await store.hold(once)
    await store.write(aState(), { ifVersion: null, lease })
    await store.journal('apply-1').append([{ n: 1 }])
    await store.keep('history', 'plan.json', 'one')
    await store.keep('pending', 'plan.json', 'one')

    const entries = await readdir(folder, { recursive: true, withFileTypes: true })

    const modes = await Promise.all(
      entries.map(async (entry) => `${entry.isDirectory() ? 'folder' : 'file'} ${((await stat(join(entry.parentPath, entry.name))).mode & 0o777).toString(8)}`),
    )
    expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']))
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  it('leave nothing under way behind', async () => {
    const folder = await temporaryFolder()
    const store = open(join(folder, 'state.json'))
    for (let run = 0; run < 5; run++) {
      const lease = await store.hold(once)
      await store.write(aState(run), { ifVersion: (await store.read())?.version ?? null, lease })
      await store.write(aState(run), { ifVersion: 'another', lease }).catch(() => undefined)
      await lease.release()
    }
    await store.keep('history', 'plan.json', 'one')

    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())

    // One number for each time that the lease was taken or let go; only the newest is kept.
    expect(files.map((file) => join(file.parentPath, file.name).slice(folder.length + 1)).sort()).toEqual(['history/plan.json', 'state.json', 'state.json.lease/10'])
  })

  it('are the same whether the state is opened by its name or by a link to it', async () => {
    const folder = await temporaryFolder()
    const store = open(join(folder, 'state.json'))
    await store.write(aState(), { ifVersion: null, lease: await store.hold(once) })
    await symlink('state.json', join(folder, 'current.json'))

    const linked = open(join(folder, 'current.json'))

    await expect(linked.hold(once)).rejects.toMatchObject({ code: 'LeaseHeld' })
    expect(linked.place).toBe(store.place)
  })

  it('name a damaged lease, and never take it for a free one', async () => {
    const path = join(await temporaryFolder(), 'state.json')
    await mkdir(`${path}.lease`)
    await writeFile(join(`${path}.lease`, '7'), '{"formatVersion": 1, "held"')

    const held = open(path).hold(once)

    await expect(held).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining(join(`${path}.lease`, '7')) as string })
  })

  it('are refused with a reason where the path leads to no file', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')

    const refused = (place: string) => ({ code: 'BadConfig', message: expect.stringContaining(place) as string })
    await expect(open(folder).read()).rejects.toMatchObject(refused(folder))
    await expect(open(join(folder, 'file', 'state.json')).hold(once)).rejects.toMatchObject(refused(join(folder, 'file', 'state.json')))
  })

  it('are not touched by a question', async () => {
    const folder = await temporaryFolder()
    const store = open(join(folder, 'not', 'there', 'state.json'))

    await Promise.all([store.read(), store.holder(), store.papers('pending'), store.journal('apply-1').read()])

    expect(await readdir(folder)).toEqual([])
  })
})
