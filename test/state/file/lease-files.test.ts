/** Numbered files are a register that compares and swaps. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { leaseFiles } from '../../../src/state/file/lease-files.js'
import { freeRecord } from '../../../src/state/lease-record.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const record = (purpose: string) => ({
  formatVersion: 1 as const,
  held: { id: purpose, purpose, since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T00:01:00.000Z', process: { host: 'here', pid: 1 } },
})

it('lets one of many through that saw the same version', async () => {
  const folder = await temporaryFolder()
  let version: string | null = null

  for (let round = 0; round < 20; round++) {
    const ifVersion = version
    const swaps = await Promise.all(Array.from({ length: 6 }, (_, n) => leaseFiles(folder).swap(record(`${round}-${n}`), ifVersion)))

    const won = swaps.flatMap((swapped, n) => (swapped === undefined ? [] : [`${round}-${n}`]))
    expect(won).toHaveLength(1)
    const stored = await leaseFiles(folder).read()
    expect(stored?.record.held?.id).toBe(won[0])
    version = stored?.version ?? null
  }
})

it('keeps the newest file alone', async () => {
  const folder = await temporaryFolder()
  const register = leaseFiles(folder)
  const first = await register.swap(record('a'), null)
  await writeFile(join(folder, 'left-by-a-crash.tmp'), '{')

  await register.swap(freeRecord(), first ?? null)

  expect(await readdir(folder)).toEqual(['2'])
})

it('refuses who slept while the number after theirs came and went', async () => {
  const folder = await temporaryFolder()
  const register = leaseFiles(folder)
  const seen = (await register.swap(record('a'), null)) ?? null
  const second = (await register.swap(freeRecord(), seen)) ?? null
  const third = await register.swap(record('b'), second)

  const late = await register.swap(record('late'), seen)

  expect(late).toBeUndefined()
  expect(await register.read()).toEqual({ record: record('b'), version: third })
  expect(await readdir(folder)).toEqual(['3'])
})

it('is empty where the folder is missing', async () => {
  const folder = await temporaryFolder()
  await rm(folder, { recursive: true })

  expect(await leaseFiles(folder).read()).toBeUndefined()
})
