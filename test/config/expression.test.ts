import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../src/config/expression.js'

const RECORD = { primaryEmail: 'Noor@corp.test', name: { fullName: 'Noor Vega' }, floor: 3, admin: true, nothing: null, organizations: [{ title: 'SRE', primary: true }] }

function run(source: string): string | null {
  const compiled = compileExpression(source, 'user', 'mapping.user.title')
  if ('fault' in compiled) throw new Error(compiled.fault.summary)
  return compiled.run(RECORD)
}

describe('a mapping expression', () => {
  test.each([
    ['user.name.fullName', 'Noor Vega'],
    ['"gws-" + user.primaryEmail.lowerAscii()', 'gws-noor@corp.test'],
    ['user.admin ? "lead" : "member"', 'lead'],
    ['has(user.title) ? user.title : "none"', 'none'],
    ['user.?title.orValue("none")', 'none'],
    ['user.organizations.filter(o, o.primary)[0].title', 'SRE'],
    ['user.organizations.exists(o, o.primary) ? user.organizations[0].title : null', 'SRE'],
    ['string(user.floor)', '3'],
  ])('gives a text: %s', (source, text) => {
    expect(run(source)).toBe(text)
  })

  test.each(['user.title', '"x" + user.title', 'user.a.b.c', 'user.organizations[4].title', 'user.?title', 'user.nothing', 'null', '""', 'user.constructor', 'user.__proto__'])('leaves the attribute out: %s', (source) => {
    expect(run(source)).toBeNull()
  })

  test.each([
    ['user.name', 'mapping.user.title gives an object, not a text'],
    ['user.floor', 'mapping.user.title gives a number, not a text'],
    ['user.admin', 'mapping.user.title gives a boolean, not a text'],
    ['user.organizations', 'mapping.user.title gives a list, not a text'],
    ['"x" + user.floor', 'mapping.user.title cannot be evaluated: no such overload: string + dyn<double>'],
  ])('throws with a sentence: %s', (source, sentence) => {
    expect(() => run(source)).toThrow(sentence)
  })

  test.each([
    ['user.primaryEmail +', 19, 'is not valid CEL: Unexpected token: EOF'],
    ['group.name', 0, 'is not valid CEL: Unknown variable: group'],
    ['"a" + shout(user.name)', 6, "is not valid CEL: found no matching overload for 'shout(dyn)'"],
    ['user.organizations.size()', 0, 'gives int, and must give a text or null; string(…) makes a text of a number'],
    ['user.admin ? "a" : null', 0, 'has two branches of different types; dyn("text") : null lets them differ'],
  ])('is refused when it is read: %s', (source, offset, summary) => {
    expect(compileExpression(source, 'user', 'x')).toEqual({ fault: { summary, offset } })
  })
})
