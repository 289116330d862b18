/** Signals to the built program: what they end, with which exit code, and what is said. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { useStages, type Running } from '../support/program.js'

const stage = useStages()
const person = (givenName: string) => ({ primaryEmail: `${givenName}@example.com`, name: { givenName, familyName: 'Obi' } })
const company = { google: { domain: 'example.com', users: [person('ada'), person('ben')], groups: [{ email: 'ops@example.com', name: 'Ops', members: ['ada@example.com', 'ben@example.com'] }] } }

/** Resolves when the program has said it on stderr. */
function said({ child, ended }: Running, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr?.on('data', (chunk: string) => {
      text += chunk
      if (words.test(text)) resolve()
    })
    void ended.then(({ stderr }) => reject(new Error(`it ended without saying ${String(words)}: ${stderr}`)))
  })
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}

describe('a signal', () => {
  it('ends a plan at once, whatever answers are still to come: no plan, exit 1', async () => {
    const made = await stage({ seed: company })
    await made.setFaults([{ api: 'google', operation: 'users.list', kind: 'timeout' }])
    const running = made.start('plan')
    await eventually(async () => (await made.requests()).some(({ operation }) => operation === 'groups.list'))

    running.child.kill('SIGINT')
    const { code, stdout, stderr } = await running.ended

    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/SIGINT: stopping/)
    expect(stderr).toMatch(/error: stopped by SIGINT: nothing was changed\n$/)
    expect(existsSync(join(made.dir, 'plan.json'))).toBe(false)
  })

  it('sent twice leaves an apply at once with 6, and the same command resumes', async () => {
    const made = await stage({ seed: company })
    await made.idpscim('plan')
    await made.setFaults([{ api: 'scim', operation: 'CreateUser', kind: 'timeout', at: 2 }])
    const running = made.start('apply', 'plan.json')
    await said(running, /done: create user/)

    running.child.kill('SIGTERM')
    await said(running, /ending what is under way/)
    running.child.kill('SIGTERM')
    const { code, stderr } = await running.ended

    await made.setFaults([])

    expect(code).toBe(6)
    expect(stderr).toMatch(/left at once; what was under way is in the journal, and the same command resumes\n$/)
    expect(await made.idpscim('apply', 'plan.json')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Applied plan/) as string })
  })
})
