import { describe, expect, test } from 'vitest'
import { parsePlan, planToJson } from '../../src/plan/plan-file.js'
import { EMPTY, person, planFor, team } from '../support/story.js'

const plan = planFor({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, EMPTY)

describe('the plan file', () => {
  test('comes back as it was written', () => {
    expect(parsePlan(planToJson(plan), 'plan.json')).toEqual(plan)
  })

  test('is read whatever its white space and key order', () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(plan).reverse()))

    expect(parsePlan(shuffled, 'plan.json').id).toBe(plan.id)
  })

  test.each([
    ['a changed value', (text: string) => text.replace('"displayName": "Alice Doe"', '"displayName": "Mallory"')],
    ['a removed verdict', (text: string) => text.replace('"blocked": false', '"blocked": true')],
    ['an added key', (text: string) => text.replace('"formatVersion": 1,', '"formatVersion": 1, "extra": true,')],
    ['a missing end', (text: string) => text.slice(0, -20)],
    ['a foreign document', () => '{"hello": "world"}'],
    ['a newer format', (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 2')],
  ])('is refused with %s', (_, damage) => {
    const text = damage(planToJson(plan))

    expect(text).not.toBe(planToJson(plan))
    expect(() => parsePlan(text, 'plan.json')).toThrow(expect.objectContaining({ code: 'BadPlanFile', message: expect.stringContaining('plan.json') as string }) as Error)
  })
})
