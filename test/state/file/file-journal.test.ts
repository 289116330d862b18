/** A journal in a file never goes on after a failure, nor after somebody else closed it. */
import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FileJournal } from '../../../src/state/file/file-journal.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

it('stays failed once a flush failed, for nobody knows what is on the disk', async () => {
  const path = join(await temporaryFolder(), 'apply-1.jsonl')
  await mkdir(path)
  const journal = new FileJournal(path)
  await expect(journal.append([{ n: 1 }])).rejects.toThrow('EISDIR')
  await rmdir(path)

  await expect(journal.append([{ n: 2 }])).rejects.toThrow('EISDIR')

  expect(await new FileJournal(path).read()).toEqual([])
})

it('is not brought back by a slow writer after another settled and closed it', async () => {
  const path = join(await temporaryFolder(), 'apply-1.jsonl')
  const slow = new FileJournal(path)
  await slow.append([{ n: 1 }])
  await new FileJournal(path).close()

  const late = slow.append([{ n: 2 }])

  await expect(late).rejects.toMatchObject({ code: 'LeaseLost' })
  expect(await new FileJournal(path).read()).toEqual([])
})
