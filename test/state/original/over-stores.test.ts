/** Every store reads the original's document at its place as a state, and keeps it beside when it is replaced. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileStore } from '../../../src/state/file/file-store.js'
import { createMemoryBacking } from '../../../src/state/memory/memory-backing.js'
import { createMemoryStore } from '../../../src/state/memory/memory-store.js'
import { isOriginal } from '../../../src/state/original/document.js'
import { fromOriginal } from '../../../src/state/original/from-original.js'
import { createS3Store } from '../../../src/state/s3/s3-store.js'
import type { TakeOver } from '../../../src/state/state-document.js'
import type { StateStore } from '../../../src/state/state-store.js'
import { createManualClock } from '../../support/manual-clock.js'
import { aState } from '../../support/states.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { createS3Double } from '../s3/s3-double.js'
import { aDocument, NOOR } from './documents.js'

const once = { purpose: 'test', timeoutMs: 0 }
const takeOver: TakeOver = (document, place) => (isOriginal(document) ? fromOriginal(document, { stack: 'staff', target: 'a-target', source: 'google' }, place) : undefined)
const TEXT = `${JSON.stringify(aDocument(), null, 2)}\n`

type Make = (stored: string) => Promise<StateStore>

const inMemory: Make = (stored) => {
  const backing = createMemoryBacking()
  backing.state = Buffer.from(stored)
  return Promise.resolve(createMemoryStore({ clock: createManualClock(), backing, takeOver }))
}

const inAFile: Make = async (stored) => {
  const path = join(await temporaryFolder(), 'state.json')
  await writeFile(path, stored)
  return createFileStore({ path, clock: createManualClock(), takeOver })
}

const inS3: Make = (stored) => {
  const { client, objects } = createS3Double()
  objects.set('staff/state.json', Buffer.from(stored))
  return Promise.resolve(createS3Store({ client, bucket: 'states', key: 'staff/state.json', clock: createManualClock(), takeOver }))
}

describe.each([
  ['in memory', inMemory],
  ['in a file', inAFile],
  ['in S3', inS3],
])('a document of the original %s', (_, make) => {
  it('is read as the state that it amounts to', async () => {
    const store = await make(TEXT)

    expect(await store.read()).toMatchObject({ state: { serial: 0, users: [{ targetId: NOOR.scimid }] }, original: { text: TEXT, notes: [] } })
    expect(await store.original()).toBeUndefined()
  })

  it('stands beside the state that replaced it, and stays when the state is written again', async () => {
    const store = await make(TEXT)
    const lease = await store.hold(once)

    const first = await store.write(aState(1), { ifVersion: (await store.read())?.version ?? null, lease })
    await store.write(aState(2), { ifVersion: first, lease })

    expect(await store.original()).toBe(TEXT)
    expect(await store.read()).toEqual({ state: aState(2), version: expect.any(String) as string })
  })

  it('is not replaced once the original has written it anew', async () => {
    const store = await make(TEXT)
    const lease = await store.hold(once)

    const write = store.write(aState(1), { ifVersion: 'what was read before', lease })

    await expect(write).rejects.toMatchObject({ code: 'StateMoved' })
    expect(await store.original()).toBeUndefined()
  })

  it('is kept once: the first is the one to go back to', async () => {
    const store = await make(TEXT)

    await store.keepOriginal('one')
    await store.keepOriginal('two')

    expect(await store.original()).toBe('one')
  })

  it('is damaged, not absent, when it cannot be read', async () => {
    const store = await make(JSON.stringify(aDocument({ users: [{ ...NOOR, active: 'yes' }] })))

    await expect(store.read()).rejects.toMatchObject({ code: 'BadStateFile', message: expect.stringContaining(store.place) as string })
  })
})

describe('the file of the original, kept beside', () => {
  it('is for the owner alone and has its own name', async () => {
    const path = join(await temporaryFolder(), 'state.json')
    await writeFile(path, TEXT)
    const store = createFileStore({ path, clock: createManualClock(), takeOver })

    await store.write(aState(), { ifVersion: (await store.read())?.version ?? null, lease: await store.hold(once) })

    expect(await readFile(`${path}.original-1.0.0.json`, 'utf8')).toBe(TEXT)
    expect((await stat(`${path}.original-1.0.0.json`)).mode & 0o777).toBe(0o600)
  })
})
