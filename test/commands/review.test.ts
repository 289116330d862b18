/** A review where nobody could look or press a key. */
import { describe, expect, it } from 'vitest'
import { run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

describe('review without a terminal', () => {
  it('ends with 64 and names what to do instead, before it reads anything', async () => {
    const { code, stdout, stderr } = await run(['review', "my plan's.json"], { cwd: await temporaryFolder() })

    expect([code, stdout]).toEqual([64, ''])
    expect(stderr.replace(/\s+/g, ' ')).toContain('a review needs a terminal')
    expect(stderr).toContain(String.raw`idpscim show 'my plan'\''s.json'`)
    expect(stderr).toContain('idpscim plan --only')
    expect(stderr).toContain('idpscim approve')
  })

  it('ends plan --review with 64, too, before anything is read', async () => {
    const { code, stderr } = await run(['plan', '--review'], { cwd: await temporaryFolder() })

    expect(code).toBe(64)
    expect(stderr).toContain('a review needs a terminal')
  })

  it('says so as JSON where that was asked for', async () => {
    const { code, stdout } = await run(['review', 'plan.json', '--json'], { cwd: await temporaryFolder() })

    expect(code).toBe(64)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'BadUsage' } })
  })
})
