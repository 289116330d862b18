/** A holder that slept between its last check and its rename finds its door shut. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { doorsTo } from '../../../src/state/file/doors.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const open = async () => {
  const path = join(await temporaryFolder(), 'state.json')
  await writeFile(path, 'old')
  return { path, doors: doorsTo(path, `${path}.lease`) }
}

it('puts in place what was staged, whole', async () => {
  const { path, doors } = await open()
  await doors.open('a')
  const staged = await doors.stage('a', Buffer.from('new'))
  expect(await readFile(path, 'utf8')).toBe('old')

  await staged.commit()

  expect(await readFile(path, 'utf8')).toBe('new')
})

it('refuses to put in place what was staged before another took the lease', async () => {
  const { path, doors } = await open()
  await doors.open('slow')
  const staged = await doors.stage('slow', Buffer.from('late'))
  await doors.open('next')
  await doors.shutOthers('next')

  const late = staged.commit()

  await expect(late).rejects.toMatchObject({ code: 'LeaseLost' })
  expect(await readFile(path, 'utf8')).toBe('old')
  await (await doors.stage('next', Buffer.from('new'))).commit()
  expect(await readFile(path, 'utf8')).toBe('new')
})

it('refuses to stage behind a door that was shut, and opens none again', async () => {
  const { doors } = await open()
  await doors.open('slow')
  await doors.shut('slow')

  await expect(doors.stage('slow', Buffer.from('late'))).rejects.toMatchObject({ code: 'LeaseLost' })
  await expect(doors.stage('never', Buffer.from('x'))).rejects.toMatchObject({ code: 'LeaseLost' })
})

it('shuts a door while its holder keeps staging behind it', async () => {
  const { path, doors } = await open()
  await doors.open('busy')
  await doors.open('next')
  const busy = (async () => {
    for (;;) await doors.stage('busy', Buffer.from('late'))
  })()

  const [lost] = await Promise.allSettled([busy, doors.shutOthers('next')])

  expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'LeaseLost' } })
  expect(await readFile(path, 'utf8')).toBe('old')
})
