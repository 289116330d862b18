import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { narrowPlan, type Decisions } from '../../src/plan/narrow.js'
import { parsePlan, planToJson } from '../../src/plan/plan-file.js'
import { driftId } from '../../src/plan/narrow-drift.js'
import { CAPABILITIES } from '../support/story.js'
import { company, range } from '../support/company.js'
import { useStages, type Stage } from '../support/program.js'

const stage = useStages()

/** An administrator added by hand, a group renamed, a user deleted, in a target that was up to date. */
async function meddled(): Promise<Stage> {
  const made = await stage({ seed: company(5, { Admins: [0], Ops: range(0, 5) }) })
  expect((await made.idpscim('sync')).code).toBe(0)
  expect((await made.idpscim('drift')).code).toBe(0)
  const before = await made.state()
  const groups = before.aws.groups.map((group) => {
    const members = group.members.filter((member) => member !== 'p004@example.com')
    return group.displayName === 'AWS-Admins' ? { ...group, members: [...members, 'mallory@example.com'] } : { ...group, displayName: 'Operators', members }
  })
  const users = [...before.aws.users.filter(({ userName }) => userName !== 'p004@example.com'), { userName: 'mallory@example.com' }]
  await made.putState({ ...before, aws: { ...before.aws, users, groups } })
  return made
}

test('what somebody did by hand appears as drift, and is reverted', async () => {
  const made = await meddled()

  const { code, stdout } = await made.idpscim('drift')
  const json = JSON.parse((await made.idpscim('drift', '--json')).stdout) as { drift: unknown[] }
  const applied = [(await made.idpscim('plan')).code, (await made.idpscim('apply', 'plan.json')).code]

  expect(code).toBe(2)
  for (const word of [/Operators: changed/, /p004@example\.com: deleted/, /AWS-Admins: 1 member added: mallory@example\.com/]) expect(stdout).toMatch(word)
  expect(json.drift).toHaveLength(3)
  expect(applied).toEqual([0, 0])
  const { groups, users } = (await made.state()).aws
  expect(groups.map(({ displayName, members }) => [displayName, members.length]).sort()).toEqual([['AWS-Admins', 1], ['AWS-Ops', 5]])
  expect(users.map(({ userName }) => userName)).toContain('p004@example.com')
  expect((await made.idpscim('drift')).code).toBe(0)
})

test('what somebody did by hand is accepted, and not proposed again', async () => {
  const made = await meddled()
  await made.idpscim('plan')
  const file = join(made.dir, 'plan.json')
  const plan = parsePlan(await readFile(file), file)
  const decisions: Decisions = { accept: plan.drift.map((entry) => ({ drift: driftId(entry) })) }
  await writeFile(file, planToJson(narrowPlan(plan, decisions, { capabilities: CAPABILITIES, judge: () => plan.policy })))
  await made.clearRequests()

  const applied = await made.idpscim('apply', 'plan.json')
  const again = await made.idpscim('plan', '--detailed-exitcode')

  expect(applied.code).toBe(0)
  expect((await made.requests()).filter(({ api, method }) => api === 'scim' && method !== 'GET')).toEqual([])
  expect(again.code).toBe(0)
  expect(again.stdout).toMatch(/as a person accepted/)
  expect((await made.idpscim('drift')).code).toBe(0)
})
