import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { State } from '../../src/model/state.js'
import { company, range } from '../support/company.js'
import { launch, useStages, type Running, type Seed, type Stage } from '../support/program.js'

const stage = useStages()
const BUCKET = 'states'
const KEY = 'staff/state.json'

const seed = company(8, { All: range(0, 8), Ops: range(0, 4), Dev: range(4, 8) }, { users: [{ userName: 'p001@example.com' }], buckets: [BUCKET] })

/** With the state in the sandbox's S3, under a lease of this length. */
async function onS3(ttl: string, flags: readonly string[] = []): Promise<Stage & { run: (...args: string[]) => Running }> {
  const made = await stage({ seed, flags })
  const config = await readFile(made.configFile, 'utf8')
  await writeFile(made.configFile, config.replace(/^state:[^]*$/m, `state: {type: s3, bucket: ${BUCKET}, key: ${KEY}, lease: {ttl: ${ttl}}}\n`))
  const env = Object.fromEntries(Object.entries(made.env).filter(([name]) => name.startsWith('AWS_')))
  const run = (...args: string[]) => launch([...args, '--config-file', made.configFile], { cwd: made.dir, env })
  return { ...made, run }
}

/** Everything but what a server makes up: ids, serials, times. */
async function end({ state }: Stage) {
  const { aws } = (await state()) as Seed & { aws: { buckets: { objects: Record<string, string> }[] } }
  const stored = aws.buckets[0]?.objects[KEY]
  if (stored === undefined) throw new Error('there is no state')
  const { users, groups, taken, applying } = JSON.parse(stored) as State
  const byName = <T>(items: T[], nameOf: (item: T) => string) => items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return {
    users: byName(aws.users, ({ userName }) => userName).map(({ id: _, meta: __, ...user }) => user),
    groups: byName(aws.groups, ({ displayName }) => displayName).map(({ id: _, members, ...group }) => ({ ...group, members: members.toSorted() })),
    state: { users: users.map(({ targetId: _, ...user }) => user), groups: groups.map(({ targetId: _, ...group }) => group), taken, applying },
  }
}

async function until(made: Stage, enough: (asked: Awaited<ReturnType<Stage['requests']>>) => boolean, running?: Running): Promise<void> {
  while (!enough(await made.requests()) && (running === undefined || running.child.exitCode === null));
}

const isWrite = ({ api, method }: { api: string; method: string }) => api === 'scim' && method !== 'GET'

describe('SIGKILL at a request, then the same command again', () => {
  test('ends as an undisturbed run does, at ten requests of the target and of the state in S3', async () => {
    const made = await onS3('60s')
    expect((await made.run('plan').ended).code).toBe(0)
    expect((await made.run('apply', 'plan.json').ended).code).toBe(0)
    const calm = await end(made)

    for (const [api, at, kind] of [
      ['s3', 2, 'timeout'], ['s3', 6, 'slow'], ['s3', 12, 'timeout'], ['s3', 25, 'slow'], ['s3', 40, 'timeout'],
      ['scim', 2, 'timeout'], ['scim', 6, 'slow'], ['scim', 9, 'timeout'], ['scim', 11, 'slow'], ['scim', 13, 'timeout'],
    ] as const) {
      await made.putState(seed)
      await made.clearRequests()
      // Never done, or done after the process has died.
      await made.setFaults([{ api, kind, at, ms: 300 }])
      const running = made.run('apply', 'plan.json')
      const struck = () => until(made, (asked) => asked.filter((one) => one.api === api).length >= at, running)
      await struck()
      running.child.kill('SIGKILL')
      const killed = await running.ended
      if (kind === 'slow') await until(made, (asked) => asked.filter((one) => one.api === api)[at - 1]?.status !== 0)
      await made.setFaults([])

      const resumed = await made.run('apply', 'plan.json').ended

      const label = `${api} request ${at} ${kind}`
      expect({ label, signal: killed.signal, code: resumed.code }, resumed.stderr).toEqual({ label, signal: 'SIGKILL', code: 0 })
      expect({ label, ...(await end(made)) }).toEqual({ label, ...calm })
    }
  }, 240_000)
})

describe('a holder that is paused past its lease', () => {
  test('is overtaken, starts nothing more when it wakes, and the end is the same', async () => {
    const made = await onS3('4s', ['--latency', '40'])
    expect((await made.run('plan').ended).code).toBe(0)
    expect((await made.run('apply', 'plan.json').ended).code).toBe(0)
    const calm = await end(made)
    await made.putState(seed)
    await made.clearRequests()

    const paused = made.run('apply', 'plan.json', '--parallelism', '1')
    await until(made, (asked) => asked.filter(isWrite).length >= 5, paused)
    paused.child.kill('SIGSTOP')
    let overtaking = await made.run('apply', 'plan.json').ended
    // So short a lease may run out on its successor too, where the machine is busy.
    for (let again = 0; overtaking.code === 5 && again < 3; again++) overtaking = await made.run('apply', 'plan.json').ended
    const before = (await made.requests()).filter(isWrite).length
    paused.child.kill('SIGCONT')
    const woken = await paused.ended

    expect(overtaking.code, overtaking.stderr).toBe(0)
    expect(woken.code, woken.stderr).toBe(5)
    expect(woken.stderr).toMatch(/lease/)
    // A request that had begun may still land; nothing new begins.
    expect((await made.requests()).filter(isWrite).length - before).toBeLessThanOrEqual(1)
    expect(await end(made)).toEqual(calm)
  }, 120_000)
})
