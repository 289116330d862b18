/** What strangers choose is printed as it is, or visibly escaped. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { printableJson } from '../../src/model/printable-json.js'
import { columns, wrap } from '../../src/report/layout.js'
import { safe, safeName, safeValue } from '../../src/report/safe.js'
import { hostileText } from './hostile.js'

describe('safe', () => {
  it.each([
    ['Zoë Müller-Ōkawa', 'Zoë Müller-Ōkawa'],
    ['王小明', '王小明'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['👩\u200d💻', '👩\u200d💻'],
    ['a\u001b]8;;http://x\u0007', 'a\\u{1b}]8;;http://x\\u{7}'],
    ['\u202egpj.exe', '\\u{202e}gpj.exe'],
    ['two\nlines', 'two\\nlines'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['ali\u200dce', 'ali\\u{200d}ce'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['id\ufe0f', 'id\\u{fe0f}'],
    ['क्\u200dष', 'क्\u200dष'],
    ['\u3164', '\\u{3164}'],
    ['AWS\u00a0Dev', 'AWS\\u{a0}Dev'],
    ['山田\u3000太郎', '山田\u3000太郎'],
    ['\u0301x', '\u25cc\u0301x'],
    [`a${'\u0301'.repeat(1_004)}`, `a${'\u0301'.repeat(4)}(1,000 more marks)`],
    ['lone\ud800', 'lone\\u{d800}'],
  ])('%j', (name, shown) => {
    expect(safe(name)).toBe(shown)
  })

  it('leaves nothing that a terminal obeys, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safe(text).replace(/[\u200c\u200d]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(safeValue({ [text]: text })).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

describe('safeName', () => {
  it('cuts what is longer than a name, and says how long it is', () => {
    expect(safeName('x'.repeat(10_000))).toBe(`${'x'.repeat(320)}…(10,000 characters in all)`)
    expect(safeName('\u{1f600}'.repeat(320))).toBe('\u{1f600}'.repeat(320))
  })

  it('takes no name for another because of spaces, or for nothing', () => {
    expect([safeName(' alice '), safeName('')]).toEqual(['\\u{20}alice\\u{20}', '(empty)'])
  })

  it('is short and shows everything, whatever comes', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(safeName(text)).toMatch(/^\S(.*\S)?$/su)
        expect(Array.from(safeName(text.repeat(50))).length).toBeLessThan(400)
      }),
    )
  })
})

describe('printableJson', () => {
  it('is the same value, and steers nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(hostileText, hostileText), (value) => {
        const text = printableJson(value, 2)

        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})

describe('wrap', () => {
  it('keeps every word, in order, within the width where words allow it', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z王]{1,12}$/), { minLength: 1 }), fc.integer({ min: 30, max: 100 }), (words, width) => {
        const lines = wrap(words.join(' '), { width, first: '  + ' })

        expect(lines.join(' ').replace('+', '').trim().split(/ +/)).toEqual(words)
        expect(lines.every((line) => columns(line) <= width)).toBe(true)
      }),
    )
  })

  it('lets a word stand out rather than cut it', () => {
    const mail = `${'x'.repeat(90)}@example.com`

    expect(wrap(`to ${mail} now`, { width: 40 })).toEqual(['to', mail, 'now'])
  })
})
