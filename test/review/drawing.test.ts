/** Texts that fit, keys by name, and frames onto a terminal. */
import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Key } from 'ink'
import { cut, ends, fill, sizeOfText } from '../../src/review/cut.js'
import { keysOf, typed } from '../../src/review/keys.js'
import { Painter } from '../../src/review/painter.js'
import { told } from '../../src/review/text-lines.js'

describe('cut', () => {
  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['somebody@example.com', 10, 'somebody@…'],
    ['王小明王小明', 6, '王小…'],
    ['王小明', 6, '王小明'],
    ['e\u0301te\u0301', 3, 'e\u0301te\u0301'],
    ['👩‍💻👩‍💻', 4, '👩‍💻👩‍💻'],
    ['👩‍💻👩‍💻', 3, '👩‍💻…'],
    ['anything', 0, ''],
  ])('%j to %d', (text, width, shown) => {
    expect(cut(text, width)).toBe(shown)
  })

  it('never takes more than there is, and fills what there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), fc.integer({ min: 12, max: 60 }), (left, right, width) => {
        expect(sizeOfText(cut(left, width))).toBeLessThanOrEqual(width)
        expect(sizeOfText(fill(left, width))).toBe(width)
        expect(sizeOfText(ends(left, right, width))).toBeLessThanOrEqual(width)
      }),
    )
  })
})

describe('a text that is told', () => {
  it('is told to its end, within the width', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z王]{1,70}$/), { minLength: 1 }), fc.integer({ min: 20, max: 80 }), (words, width) => {
        const lines = told(words.join(' '), { width, first: '  why ', rest: '      ' }).map(({ text }) => text)

        expect(lines.join('').replaceAll(' ', '')).toBe(`why${words.join('')}`)
        expect(lines.filter((line) => sizeOfText(line) > width)).toEqual([])
      }),
    )
  })
})

describe('keys', () => {
  const none = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false, end: false, return: false, escape: false, ctrl: false, shift: false, tab: false, backspace: false, delete: false, meta: false, super: false, hyper: false, capsLock: false, numLock: false } as Key

  it.each([
    ['', { upArrow: true }, ['up']],
    ['', { tab: true, shift: true }, ['backtab']],
    ['c', { ctrl: true }, ['ctrl-c']],
    ['x', { meta: true }, []],
    ['jjj', {}, ['j', 'j', 'j']],
    ['ann\r', {}, ['a', 'n', 'n', 'enter']],
    ['a\u007f\u0003', {}, ['a', 'backspace', 'ctrl-c']],
    ['👩', {}, ['👩']],
    ['\u0000', {}, []],
  ])('%j %j', (input, flags, names) => {
    expect(keysOf(input, { ...none, ...flags })).toEqual(names)
  })

  it('edit a line', () => {
    expect(typed('añ', 'backspace')).toBe('a')
    expect(typed('two words', 'ctrl-w')).toBe('two ')
    expect(typed('x', 'pageup')).toBeUndefined()
  })
})

describe('the painter', () => {
  const open = () => {
    const written: string[] = []
    const stdout = Object.assign(new EventEmitter(), { write: (text: string) => written.push(text) > 0, columns: 10, rows: 3 })
    return { written, painter: new Painter(stdout as unknown as NodeJS.WriteStream), stdout }
  }

  it('writes only the lines that changed', () => {
    const { written, painter } = open()
    painter.write('one\ntwo\nthree')
    written.length = 0

    painter.write('one\n2\nthree')
    painter.write('one\n2\nthree')

    expect(written).toHaveLength(1)
    expect(written[0]).toContain('\u001b[2;1H\u001b[0m\u001b[2K2')
    expect(written[0]).not.toMatch(/one|three/)
  })

  it('takes away the lines of a longer frame before', () => {
    const { written, painter } = open()
    painter.write('one\ntwo\nthree')

    painter.write('one')

    expect(written.at(-1)).toContain('\u001b[2;1H\u001b[0m\u001b[2K\u001b[3;1H\u001b[0m\u001b[2K')
  })

  it('paints everything anew after the window changed, and passes that on', () => {
    const { written, painter, stdout } = open()
    let told = 0
    painter.on('resize', () => told++)
    painter.write('one\ntwo')
    written.length = 0

    stdout.emit('resize')
    painter.write('one\ntwo')
    painter.close()
    stdout.emit('resize')

    expect(told).toBe(1)
    expect(written.join('')).toMatch(/\[2J.*one.*two/s)
  })
})
