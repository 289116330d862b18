/** What strangers choose is printed as it is, or visibly escaped. */
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { columns, wrap } from '../../src/report/layout.js'
import { safe, safeValue } from '../../src/report/safe.js'

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
