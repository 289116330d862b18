import { expect, test } from 'vitest'
import { company, range } from '../support/company.js'
import { useStages } from '../support/program.js'

const stage = useStages()

test('a plan is told from another, applied, taken back and held', async () => {
  const made = await stage({ seed: company(6, { Ops: range(0, 6), Dev: range(0, 2) }) })
  await made.idpscim('sync')
  const whole = await made.state()
  const broken = { ...whole.google, groups: whole.google.groups.map((group) => ({ ...group, members: group.members.slice(0, 1) })), users: whole.google.users.slice(0, 5) }
  await made.idpscim('plan', '--out', 'calm.json')
  await made.patchState({ google: broken })
  await made.idpscim('plan', '--out', 'broken.json')

  const difference = await made.idpscim('diff', 'calm.json', 'broken.json')
  expect(difference.code).toBe(2)
  expect(difference.stdout).toMatch(/Only in broken\.json/)
  expect((await made.idpscim('diff', 'broken.json', 'broken.json')).code).toBe(0)
  expect((await made.idpscim('undo', 'broken.json')).code).toBe(64)

  expect((await made.idpscim('apply', 'broken.json')).code).toBe(0)
  const undone = await made.idpscim('undo', 'broken.json', '--hold', '24h')
  expect(undone.code).toBe(0)
  expect((await made.idpscim('apply', 'undo.json')).code).toBe(0)

  const { users, groups } = (await made.state()).aws
  const members = (all: typeof groups) => all.map(({ displayName, members: people }) => [displayName, [...people].sort()]).sort()
  expect(members(groups)).toEqual(members(whole.aws.groups))
  expect(users.filter(({ active }) => active)).toHaveLength(6)
  const next = await made.idpscim('plan', '--detailed-exitcode')
  expect(next.code).toBe(0)
  expect(next.stdout).toMatch(/is held until/)
})
