/** What keys decide, without anything drawn. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { narrowPlan } from '../../src/plan/narrow.js'
import type { Plan } from '../../src/plan/plan.js'
import { standingOf, memberStanding } from '../../src/review/choices.js'
import { decisionsOf } from '../../src/review/decisions.js'
import { goingOf } from '../../src/review/going.js'
import { indexPlan } from '../../src/review/plan-index.js'
import { openReview, reduce } from '../../src/review/reducer.js'
import type { ReviewState } from '../../src/review/state.js'
import { CAPABILITIES } from '../support/story.js'
import { arrivals, everything } from './plans.js'

const open = (plan: Plan) => openReview(indexPlan(plan, 'plan.json'), { columns: 80, rows: 24 }, true)
const press = (state: ReviewState, ...keys: string[]) => keys.reduce((before, key) => reduce(before, { kind: 'key', key }), state)
const type = (state: ReviewState, text: string) => press(state, ...Array.from(text))
const found = ({ list, index }: ReviewState) => list.found.flat().map((row) => index.plan.changes[row]?.id)
const standing = (state: ReviewState, id: string) => standingOf(state.choices, state.index.web.changes.get(id) ?? fail(id))
const fail = (id: string): never => {
  throw new Error(`no change ${id}`)
}
/** With the cursor on one change of the list. */
const on = (state: ReviewState, id: string) => {
  const listed = press(state, '3', 'escape', 'g')
  const row = listed.index.rowOf.get(id) ?? fail(id)
  return press(listed, ...Array.from({ length: listed.list.lines.indexOf(row) }, () => 'j'))
}

describe('a review opens', () => {
  it('with drift where there is any, and with the overview where there is none', () => {
    expect(open(everything()).view).toBe('drift')
    expect(open(arrivals()).view).toBe('overview')
  })
})

describe('while the plan is read', () => {
  const begun = openReview(indexPlan({ ...everything(), changes: [] }, 'plan.json'), { columns: 80, rows: 24 }, true, 6)

  it.each([' ', 'r', 'x', 'u', 'R', '/', 'f', 'w', 'a'])('the key %j decides nothing, wherever one is, and says why', (key) => {
    for (const keys of [['1'], ['1', 'enter'], ['2'], ['3'], ['4'], ['4', 'enter']]) {
      const state = press(begun, ...keys, key)

      expect(state.notice?.text).toBe('0 of 6 changes are read so far: nothing can be decided before')
      expect(press(state, 'enter', 'y', 'enter', '1', 'enter')).toMatchObject({ choices: begun.choices, effects: [], typing: false })
      expect(state).not.toHaveProperty('question')
    }
  })

  it('one can leave at once, and once it is read all is as with any plan', () => {
    const index = indexPlan(everything(), 'plan.json')
    const whole = reduce(press(begun, '3'), { kind: 'whole', index })

    expect(press(begun, 'q').effects).toEqual([{ kind: 'leave', interrupted: false }])
    expect(whole).toEqual(press(openReview(index, { columns: 80, rows: 24 }, true), '3'))
  })
})

describe('the filter', () => {
  const state = press(open(arrivals()), '3', '/')

  it.each([
    ['ann', ['user:create:ann@example.com', 'membership:add:Ops', 'membership:add:Dev']],
    ['ANN dev', ['membership:add:Dev']],
    ['action:delete', ['user:delete:gone@example.com']],
    ['kind:group', ['group:create:Ops']],
    ['kind:users action:create', ['user:create:ann@example.com', 'user:create:ben@example.com']],
    ['user:old', ['membership:add:Dev']],
    ['group:ops', ['group:create:Ops', 'membership:add:Ops']],
    ['source:google kind:member', ['membership:add:Ops', 'membership:add:Dev']],
    ['colour:red', []],
  ])('%j finds', (query, ids) => {
    expect(found(type(state, query)).sort()).toEqual([...ids].sort())
  })

  it('finds with every letter, keeps what was typed at enter, and lets go of it at escape', () => {
    const typed = type(state, 'dev')
    const kept = press(typed, 'enter')

    expect(typed.typing).toBe(true)
    expect([kept.typing, found(kept)]).toEqual([false, ['membership:add:Dev']])
    expect(found(press(kept, 'escape'))).toHaveLength(6)
    expect(found(press(typed, 'backspace', 'backspace', 'backspace'))).toHaveLength(6)
    expect(found(press(typed, 'ctrl-u'))).toHaveLength(6)
  })

  it('takes letters that are keys elsewhere as letters', () => {
    expect(type(state, 'qwa? g1').list.query).toBe('qwa? g1')
  })

  it('shows by turns what takes away, what is held back and what policy blocks', () => {
    const held = press(on(open(everything()), 'user:forget:gus@example.com'), ' ')

    expect(found(press(held, 'f'))).toEqual(['user:delete:frank@example.com', 'user:deactivate:erin@example.com', 'membership:remove:AWS-Admins'])
    expect(found(press(held, 'f', 'f'))).toEqual(['user:forget:gus@example.com'])
    expect(found(press(held, 'f', 'f', 'f'))).toEqual(['user:deactivate:erin@example.com'])
    expect(found(press(held, 'f', 'f', 'f', 'f'))).toHaveLength(10)
  })
})

describe('space', () => {
  it('holds a change back with all that waits for it, says so, and lets all of it go again', () => {
    const held = press(on(open(arrivals()), 'group:create:Ops'), ' ')

    expect([standing(held, 'group:create:Ops'), standing(held, 'membership:add:Ops'), standing(held, 'membership:add:Dev')]).toEqual(['held', 'waits', 'goes'])
    expect(held.notice?.text).toBe('held back: create group Ops, and 1 more that waits for it')
    expect(goingOf(press(held, ' '))).toMatchObject({ goes: 6, held: 0, waits: 0 })
  })

  it('on somebody new holds that person out of every group, and the others go on', () => {
    const held = press(on(open(arrivals()), 'user:create:ann@example.com'), ' ')
    const dev = held.index.web.changes.get('membership:add:Dev') ?? fail('Dev')

    expect([standing(held, 'membership:add:Ops'), standing(held, 'membership:add:Dev')]).toEqual(['partly', 'partly'])
    expect([memberStanding(held.choices, dev, 'ann@example.com'), memberStanding(held.choices, dev, 'old@example.com')]).toEqual(['waits', 'goes'])
  })

  it('on what waits for another changes nothing and names the other', () => {
    const held = press(on(press(on(open(arrivals()), 'group:create:Ops'), ' '), 'membership:add:Ops'), ' ')

    expect(held.notice?.text).toBe('add 2 people to Ops: waits for create group Ops')
    expect(goingOf(held)).toMatchObject({ held: 1, waits: 1 })
  })

  it('on a title holds all that is listed under it, and only that', () => {
    const filtered = press(type(press(open(arrivals()), '3', '/'), 'ben'), 'enter', 'g')
    const held = press(filtered, ' ')

    expect([standing(held, 'user:create:ben@example.com'), standing(held, 'user:create:ann@example.com')]).toEqual(['held', 'goes'])
    expect(goingOf(press(held, ' '))).toMatchObject({ goes: 6 })
  })

  it('in an opened membership holds one person', () => {
    const opened = press(on(open(arrivals()), 'membership:add:Dev'), 'enter', '/')
    const held = press(type(opened, 'old'), 'enter', ' ')
    const dev = held.index.web.changes.get('membership:add:Dev') ?? fail('Dev')

    expect([memberStanding(held.choices, dev, 'ann@example.com'), memberStanding(held.choices, dev, 'old@example.com')]).toEqual(['goes', 'held'])
    expect(standing(held, 'membership:add:Dev')).toBe('partly')
  })
})

describe('drift', () => {
  it('that is accepted leaves out what would take it back, and reverts again', () => {
    const accepted = press(open(everything()), 'x')

    expect(standing(accepted, 'membership:remove:AWS-Admins')).toBe('accepted')
    expect(standing(press(accepted, 'r'), 'membership:remove:AWS-Admins')).toBe('goes')
    expect(standing(press(accepted, ' '), 'membership:remove:AWS-Admins')).toBe('goes')
  })

  it('that is accepted lets what its change does besides go on, as the planner does', () => {
    const accepted = press(open(everything()), 'j', 'x', 'k', 'x')
    const narrowed = narrowPlan(accepted.index.plan, decisionsOf(accepted.index, accepted.choices), { capabilities: CAPABILITIES, judge: () => accepted.index.plan.policy })

    expect(standing(accepted, 'user:update:bob@example.com')).toBe('goes')
    expect(goingOf(accepted)).toMatchObject({ goes: 9, accepted: 1 })
    expect(narrowed.changes.filter(({ action }) => action !== 'accept')).toHaveLength(9)
    expect(narrowed.changes.find(({ id }) => id === 'user:update:bob@example.com')).toMatchObject({ after: { title: 'Owner', enterprise: { department: 'R&D' } } })
  })

  it('that the state could not keep is refused with the reason, and nothing is decided', () => {
    const plan = everything()
    const nameless = open({ ...plan, drift: plan.drift.map((drift) => (drift.kind === 'user' ? { ...drift, before: { displayName: 'Bob Roe' }, after: {} } : drift)) })
    const before = press(nameless, 'j')

    const refused = press(before, 'x')

    expect(refused.choices).toBe(before.choices)
    expect(refused.notice?.text).toMatch(/cannot be accepted/)
  })

  it('that nothing answers can be neither', () => {
    const plan = everything()
    const kept = open({ ...plan, drift: plan.drift.map((drift) => ({ ...drift, answer: 'keep' as const })) })

    expect(press(kept, ' ').choices).toBe(kept.choices)
    expect(press(kept, ' ').notice?.text).toMatch(/nothing answers it/)
  })
})

describe('undo', () => {
  it('takes decisions back one by one', () => {
    const first = press(on(open(arrivals()), 'group:create:Ops'), ' ')
    const second = press(on(first, 'user:delete:gone@example.com'), ' ')

    expect(press(second, 'u').choices).toBe(first.choices)
    expect(goingOf(press(second, 'u', 'u'))).toMatchObject({ goes: 6 })
    expect(press(second, 'u', 'u', 'u').notice?.text).toBe('nothing to undo')
  })

  it('takes back that everything was let go', () => {
    const held = press(on(open(arrivals()), 'group:create:Ops'), ' ')

    expect(goingOf(press(held, 'R'))).toMatchObject({ goes: 6 })
    expect(press(held, 'R', 'u').choices).toBe(held.choices)
  })
})

describe('quitting', () => {
  const held = press(on(open(arrivals()), 'group:create:Ops'), ' ')

  it('is at once while nothing is decided, and when a decision was taken back', () => {
    expect(press(open(arrivals()), 'q').effects).toEqual([{ kind: 'leave', interrupted: false }])
    expect(press(held, ' ', 'q').effects).toEqual([{ kind: 'leave', interrupted: false }])
  })

  it('asks while decisions are in no file', () => {
    const asked = press(held, 'q')

    expect(asked.question).toEqual({ kind: 'quit', interrupted: false })
    expect(press(asked, 'escape').question).toBeUndefined()
    expect(press(asked, 'j', 'enter', ' ').effects).toEqual([])
    expect(press(asked, 'y').effects).toEqual([{ kind: 'leave', interrupted: false }])
    expect(press(asked, 'w').question).toMatchObject({ kind: 'write' })
  })

  it('asks at the first Ctrl-C and leaves at the second, whatever is in front', () => {
    for (const state of [held, press(held, '?'), press(held, 'w'), press(held, '/'), press(held, 'enter')]) {
      expect(press(state, 'ctrl-c').question).toEqual({ kind: 'quit', interrupted: true })
      expect(press(state, 'ctrl-c', 'ctrl-c').effects).toEqual([{ kind: 'leave', interrupted: true }])
    }
  })

  it('is not undone by keys that came with it', () => {
    expect(press(open(arrivals()), 'q', 'j', '3').effects).toEqual([{ kind: 'leave', interrupted: false }])
  })

  it('does not ask once the decisions are written', () => {
    const asked = press(held, 'w', 'enter')
    const written = { place: 'plan.narrowed.json', id: 'a'.repeat(64), changes: 4, blocked: false, verdicts: [] }
    const after = reduce(asked, { kind: 'written', written, choices: asked.choices, approve: false })

    expect(asked.effects).toEqual([{ kind: 'write', place: 'plan.narrowed.json', replace: false, choices: held.choices, approve: false }])
    expect(press(after, 'q').effects.at(-1)).toEqual({ kind: 'leave', interrupted: false })
    expect(press(after, 'u', 'q').question).toMatchObject({ kind: 'quit' })
  })
})

describe('writing', () => {
  const held = press(on(open(arrivals()), 'group:create:Ops'), ' ')

  it('asks where, beside the plan unless told otherwise', () => {
    const elsewhere = type(press(held, 'w', 'ctrl-u'), 's3://plans/part.json')

    expect(press(elsewhere, 'enter').effects).toMatchObject([{ kind: 'write', place: 's3://plans/part.json', replace: false }])
    expect(press(held, 'w', 'ctrl-u', 'enter').effects).toEqual([])
  })

  it('replaces nothing without being told to', () => {
    const exists = reduce(press(held, 'w', 'enter'), { kind: 'exists', place: 'plan.narrowed.json', approve: false })

    expect(press(exists, 'y').effects.at(-1)).toMatchObject({ place: 'plan.narrowed.json', replace: true })
    expect(press(exists, 'n').question).toMatchObject({ kind: 'write', text: 'plan.narrowed.json' })
    expect(press(exists, 'escape').effects).toHaveLength(1)
  })

  it('is not asked for where nothing is held back', () => {
    expect(press(open(arrivals()), 'w').question).toBeUndefined()
  })
})

describe('approving', () => {
  it('wants the number of deletions, where there are any', () => {
    const asked = press(open(arrivals()), 'a')

    expect(press(asked, '1', 'enter').effects).toEqual([{ kind: 'approve', place: 'plan.json' }])
    for (const wrong of ['', 'y', '2', '11']) expect(press(type(asked, wrong), 'enter').effects).toEqual([])
    expect(press(asked, 'escape').question).toBeUndefined()
  })

  it('wants a y where there are none', () => {
    const asked = press(press(on(open(arrivals()), 'user:delete:gone@example.com'), ' '), 'a')

    expect(asked.question).toMatchObject({ kind: 'write', approve: true })
    const written = { place: 'part.json', id: 'a'.repeat(64), changes: 5, blocked: false, verdicts: [] }
    const ready = reduce(press(asked, 'enter'), { kind: 'written', written, choices: asked.choices, approve: true })
    expect(ready.question).toEqual({ kind: 'approve', text: '' })
    expect(press(ready, 'y', 'enter').effects.at(-1)).toEqual({ kind: 'approve', place: 'part.json' })
  })
})

describe('approving a plan that passes limits', () => {
  const asked = press(open(everything()), 'a')

  it('asks first why this plan alone may, and signs with the reason', () => {
    expect(asked.question).toEqual({ kind: 'lift', text: '' })
    expect(press(press(type(asked, 'the Oslo office closed'), 'enter'), '1', 'enter').effects).toEqual([{ kind: 'approve', place: 'plan.json', reason: 'the Oslo office closed' }])
  })

  it('lifts nothing without a reason', () => {
    expect(press(type(asked, '  '), 'enter', '1', 'enter').effects).toEqual([{ kind: 'approve', place: 'plan.json' }])
    expect(press(asked, 'escape').question).toBeUndefined()
  })

  it('asks nothing of the sort for the narrowed plan that passes none', () => {
    const held = press(on(open(everything()), 'user:deactivate:erin@example.com'), ' ', 'a', 'enter')
    const written = { place: 'part.json', id: 'a'.repeat(64), changes: 9, blocked: false, verdicts: [] }

    expect(reduce(held, { kind: 'written', written, choices: held.choices, approve: true }).question).toEqual({ kind: 'approve', text: '' })
  })
})

describe('approving without a key', () => {
  it('says what is missing, and asks nothing', () => {
    const asked = press(openReview(indexPlan(arrivals(), 'plan.json'), { columns: 80, rows: 24 }, false), 'a')

    expect([asked.question, asked.notice?.text]).toEqual([undefined, 'approving needs your key: start the review with --key FILE or --kms-key ID'])
  })
})

describe('moving', () => {
  it('stays inside the list and keeps the cursor in sight, whatever is pressed', () => {
    const keys = fc.constantFrom('up', 'down', 'j', 'k', 'pageup', 'pagedown', 'ctrl-d', 'ctrl-u', 'g', 'G', 'enter', 'escape', 'tab', 'f', ' ', 'u', 'n', 'p', '1', '3', '4')
    const windows = fc.record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 40 }) })
    fc.assert(
      fc.property(fc.array(fc.oneof(keys.map((key) => ({ kind: 'key' as const, key })), windows.map((window) => ({ kind: 'resized' as const, window }))), { maxLength: 60 }), (events) => {
        const { places, list, index } = events.reduce<ReviewState>((state, event) => reduce(state, event), open(everything()))
        const counts = { drift: index.plan.drift.length, changes: list.lines.length, findings: index.plan.warnings.length, overview: Infinity }

        for (const view of ['drift', 'changes', 'findings', 'overview'] as const) {
          expect(places[view].cursor).toBeGreaterThanOrEqual(places[view].top)
          expect(places[view].cursor).toBeLessThan(Math.max(1, counts[view]))
        }
      }),
    )
  })
})

describe('what is shown', () => {
  it('is what the narrowed plan has, whatever is held', () => {
    const plan = arrivals()
    const parts = fc.uniqueArray(fc.constantFrom(...plan.changes.map(({ id }) => id)))
    fc.assert(
      fc.property(parts, (ids) => {
        const state = ids.reduce((before, id) => press(on(before, id), ' '), open(plan))
        const narrowed = narrowPlan(plan, decisionsOf(state.index, state.choices), { capabilities: CAPABILITIES, judge: () => plan.policy })
        const shown = plan.changes.filter((change) => !['held', 'waits'].includes(standingOf(state.choices, change)))

        expect(narrowed.changes.map(({ id }) => id).sort()).toEqual(shown.map(({ id }) => id).sort())
        const { all, goes, held, waits, partly, accepted, deletes } = goingOf(state)
        const counted = plan.changes.map((change) => standingOf(state.choices, change))
        expect({ goes, held, waits, partly, accepted }).toEqual(Object.fromEntries(['goes', 'held', 'waits', 'partly', 'accepted'].map((one) => [one, counted.filter((other) => other === one).length])))
        expect([all, deletes]).toEqual([plan.changes.length, shown.filter(({ action }) => action === 'delete').length])
        for (const change of narrowed.changes) {
          const whole = state.index.web.changes.get(change.id) ?? fail(change.id)
          if (change.kind === 'membership' && whole.kind === 'membership') expect(change.members).toEqual(whole.members.filter((member) => memberStanding(state.choices, whole, member) === 'goes'))
        }
      }),
    )
  })
})
