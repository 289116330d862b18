import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/model/json.js'
import { openPlan, parsePlan, planToJson, sealPlan } from '../../src/plan/plan-file.js'
import { finished, type Steps } from '../../src/model/steps.js'
import { hasPeopleMaps, parseWithPeopleMaps } from '../../src/plan/people-maps.js'
import { fromLines } from '../../src/plan/plan-lines.js'
import { approvalBy, somebody } from '../support/approvers.js'
import { EMPTY, person, planFor, team } from '../support/story.js'

const plan = planFor({ people: [person('alice')], teams: [team('Ops', ['alice'])] }, EMPTY)
const crowd = planFor({ people: Array.from({ length: 300 }, (_, index) => person(`p${index}`)), teams: [] }, EMPTY)
const { id: _, ...unsealed } = plan
const eve = somebody('eve\n"id"')
const refusal = (message: RegExp) => expect.objectContaining({ code: 'BadPlanFile', message: expect.stringMatching(message) as string }) as Error

describe('the plan file', () => {
  test('comes back as it was written', () => {
    expect(parsePlan(planToJson(plan), 'plan.json')).toEqual(plan)
    expect(JSON.parse(planToJson(plan))).toEqual(JSON.parse(JSON.stringify(plan)))
  })

  test('of many blocks comes back as it was written, approvals included', () => {
    const approved = { ...crowd, approvals: [approvalBy(eve, crowd)] }

    expect(planToJson(approved).length).toBeGreaterThan(2 * 65_536)
    expect(parsePlan(planToJson(approved), 'plan.json')).toEqual(approved)
  })

  test('has a line for each change, and is its own canonical form but for line breaks, id and approvals', () => {
    const approvals = [approvalBy(eve, plan)]
    const text = planToJson({ ...plan, approvals })
    const { id, ...content } = plan

    for (const change of plan.changes) expect(text.split('\n').map((line) => line.replace(/,$/, ''))).toContain(canonicalJson(change))
    expect(text.replace(/\n/g, '').replace(`"id":"${id}",`, '').replace(`"approvals":${canonicalJson(approvals)},`, '')).toBe(canonicalJson(content))
  })

  test('is proven by its bytes when it lies as it was written, whatever names are in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (stack) => {
        const sealed = sealPlan({ ...unsealed, stack })
        const bytes = Buffer.from(planToJson(sealed))

        // Half a surrogate pair is written as its escape: bytes can carry it no other way.
        expect(finished(fromLines([bytes], { check: (_, __, entry) => entry }))).toEqual(JSON.parse(JSON.stringify(sealed)))
        expect(parsePlan(bytes, 'plan.json')).toEqual(sealed)
      }),
      { numRuns: 30 },
    )
  })

  test('is read whatever its white space and key order', () => {
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(plan).reverse()))

    expect(parsePlan(shuffled, 'plan.json')).toEqual(plan)
    expect(parsePlan(JSON.stringify(plan, null, 2), 'plan.json')).toEqual(plan)
    expect(parsePlan(planToJson(plan).replaceAll('\n', '\r\n'), 'plan.json')).toEqual(plan)
  })

  test.each([
    ['a changed value', (text: string) => text.replace('"displayName":"Alice Doe"', '"displayName":"Mallory"')],
    ['a removed verdict', (text: string) => text.replace('"blocked":false', '"blocked":true')],
    ['an added key', (text: string) => text.replace('"formatVersion":1,', '"formatVersion":1,"extra":true,')],
    ['a missing end', (text: string) => text.slice(0, -20)],
    ['something beside its approvals, which the id is not over', (text: string) => text.replace('\n"base"', '\n"approvals":[],"impact":{"known":false,"scope":"all","changes":{},"unknown":[]},\n"base"')],
    ['a missing comma where the id is not over it', (text: string) => text.replace('",\n', '"\n')],
    ['a missing line', (text: string) => text.split('\n').toSpliced(8, 1).join('\n')],
    ['something after its end', (text: string) => `${text}{}`],
    ['a foreign document', () => '{"hello": "world"}'],
    ['a newer format', (text: string) => text.replace('"formatVersion":1', '"formatVersion":2')],
  ])('is refused with %s', (_, damage) => {
    const text = damage(planToJson(plan))

    expect(text).not.toBe(planToJson(plan))
    expect(() => parsePlan(text, 'plan.json')).toThrow(refusal(/plan\.json/))
  })

  test.each(['pretty', 'as written'])('is refused, %s, when its id fits and what it says is no plan, with the place in it', (form) => {
    const write = (unfit: object) => {
      const sealed = sealPlan({ ...unsealed, ...unfit })
      return form === 'pretty' ? JSON.stringify(sealed, null, 2) : planToJson(sealed)
    }
    const [first] = plan.changes

    expect(() => parsePlan(write({ changes: [first, { ...first, reason: 7 }] }), 'plan.json')).toThrow(refusal(/changes\.1\.reason is /))
    expect(() => parsePlan(write({ unmanaged: { users: -1, groups: 0 } }), 'plan.json')).toThrow(refusal(/unmanaged\.users is /))
    expect(() => parsePlan(write({ formatVersion: 2, changes: [{ new: 'shape' }] }), 'plan.json')).toThrow(refusal(/formatVersion is 2/))
  })

  test('is looked at as closely where its changes lie in one line', () => {
    const inOneLine = (text: string) => text.replace(/"changes":\[\n[^]*?\n\],\n/, (list) => `${list.replaceAll('\n', '')}\n`)
    const [first] = plan.changes
    const unfit = planToJson(sealPlan({ ...unsealed, changes: [{ ...first, reason: 7 } as never] }))

    expect(inOneLine(planToJson(plan)).split('\n').length).toBeLessThan(planToJson(plan).split('\n').length)
    expect(parsePlan(inOneLine(planToJson(plan)), 'plan.json')).toEqual(plan)
    expect(() => parsePlan(inOneLine(unfit), 'plan.json')).toThrow(refusal(/changes\.0\.reason is /))
  })

  test('with line breaks where none were written says what JSON says, or nothing', () => {
    const content = planToJson(plan)
    const broken = content.replace('"dependsOn":[', '"dependsOn":[\n')
    const inText = content.replace('Alice Doe', 'Alice\n Doe')

    expect(parsePlan(broken, 'plan.json')).toEqual(plan)
    expect(createHash('sha256').update(inText.replaceAll('\n', '')).digest('hex')).toBe(createHash('sha256').update(content.replaceAll('\n', '')).digest('hex'))
    expect(() => parsePlan(inText, 'plan.json')).toThrow(refusal(/not JSON/))
  })
})

describe('a large plan', () => {
  const open = (text: string, later = text) => {
    let asked = 0
    return openPlan(() => [Buffer.from(asked++ === 0 ? text : later)], 'plan.json')
  }
  const { changes, ...besides } = crowd

  test('is told but for its changes when its bytes fit its id, and is whole in steps', () => {
    const opened = open(planToJson(crowd))
    const steps: number[] = []
    const whole = opened?.whole as Steps<typeof plan>
    for (let step = whole.next(); ; step = whole.next()) {
      if (step.done === true) {
        expect(step.value).toEqual(crowd)
        break
      }
      steps.push(step.value)
    }

    expect(opened?.head).toEqual({ ...besides, changes: changes.length })
    expect(steps.length).toBeGreaterThan(2)
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps)
    expect(steps.at(-1)).toBe(changes.length)
  })

  test.each([
    ['damaged', planToJson(crowd).replace('"P7 Doe"', '"P8 Doe"')],
    ['cut off', planToJson(crowd).slice(0, -20)],
    ['pretty', JSON.stringify(crowd, null, 2)],
    ['no plan', '{"hello": "world"}'],
  ])('is not told of before it is whole where it is %s', (_, text) => {
    expect(open(text)).toBeUndefined()
  })

  test('is refused at once for what is told, and for a change when it comes to it, with the same words as ever', () => {
    const { id: __, ...rest } = crowd
    const unfit = planToJson(sealPlan({ ...rest, changes: changes.with(280, { ...changes[280], reason: 7 } as never) }))
    const opened = open(unfit)

    expect(() => open(planToJson(sealPlan({ ...rest, unmanaged: { users: -1, groups: 0 } })))).toThrow(refusal(/unmanaged\.users is /))
    expect(() => open(planToJson(sealPlan({ ...rest, formatVersion: 2 as 1 })))).toThrow(refusal(/formatVersion is 2/))
    expect(opened?.head.changes).toBe(changes.length)
    expect(() => finished(opened?.whole as Steps<typeof plan>)).toThrow(refusal(/changes\.280\.reason is /))
  })

  test('is refused when another comes in its place, or it is damaged, while it is read', () => {
    expect(() => finished(open(planToJson(crowd), planToJson(plan))?.whole as Steps<typeof plan>)).toThrow(refusal(/another plan was put in its place/))
    expect(() => finished(open(planToJson(crowd), planToJson(crowd).replace('"P7 Doe"', '"P8 Doe"'))?.whole as Steps<typeof plan>)).toThrow(refusal(/id does not fit/))
  })
})

describe('the plan file in pieces', () => {
  const text = Buffer.from(planToJson(crowd))
  const pieces = function* (sizes: readonly number[]) {
    const reused = Buffer.alloc(Math.max(...sizes))
    for (let at = 0, turn = 0; at < text.length; turn++) {
      const size = Math.min(sizes[turn % sizes.length] ?? 1, text.length - at)
      text.copy(reused, 0, at, at + size)
      yield reused.subarray(0, size)
      at += size
    }
  }

  test.each([[[262_144]], [[65_536]], [[1_000, 70_000, 3]], [[97]]])('of %j bytes, in a buffer that is used again, is the same plan', (sizes) => {
    expect(finished(fromLines(pieces(sizes), { check: (_, __, entry) => entry }))).toEqual(JSON.parse(text.toString()))
    expect(parsePlan(() => pieces(sizes), 'plan.json')).toEqual(crowd)
  })

  test('is asked for a second time where it is in another form', () => {
    let asked = 0

    const parsed = parsePlan(() => {
      asked++
      return [Buffer.from(JSON.stringify(plan, null, 2))]
    }, 'plan.json')

    expect([parsed, asked]).toEqual([plan, 2])
  })
})

describe('maps of people', () => {
  const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'memberIds', 'memberDependsOn', '1', '2', 'a"b', '}', '],', '\\', 'constructor'))
  const change = fc.record({
    action: fc.constant('add'),
    dependsOn: fc.array(name, { maxLength: 2 }),
    key: name,
    memberDependsOn: fc.dictionary(name, fc.array(name, { maxLength: 2 }), { noNullPrototype: true }),
    memberIds: fc.dictionary(name, name, { noNullPrototype: true }),
    members: fc.array(name, { maxLength: 3 }),
    reason: name,
  })

  test('are read as JSON reads them, whatever people are called', () => {
    let quick = 0
    fc.assert(
      fc.property(change, (value) => {
        const text = canonicalJson(value)
        if (hasPeopleMaps(text)) quick++

        expect(parseWithPeopleMaps(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
    expect(quick).toBeGreaterThan(400)
  })

  test.each([
    '{"memberDependsOn":{"a":["b"]},"memberIds":{"c":"d"},"memberIds":{"e":"f"}}',
    '{"memberDependsOn":{"a":{"memberIds":{}}},"memberIds":{}}',
    '{"x":{"memberDependsOn":{"a":["b"]},"memberIds":{"c":"d"}}}',
    '{"memberDependsOn":[["a",["b"]]],"memberIds":{}}',
    '{"memberDependsOn":{"a":7},"memberIds":{"c":null}}',
    '{"memberDependsOn":{"a":["b"]},"members":[]}',
  ])('in another form are read as JSON reads them: %s', (text) => {
    expect(parseWithPeopleMaps(text)).toEqual(JSON.parse(text))
  })

  test.each(['{"memberDependsOn":{"a":["b"],},"memberIds":{}}', '{"memberDependsOn":{"a":["b"]},"memberIds":{"c":"d"}', '{"memberDependsOn":{'])('that are no JSON are refused: %s', (text) => {
    expect(() => parseWithPeopleMaps(text)).toThrow(SyntaxError)
  })
})
