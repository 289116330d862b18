import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldKey } from '../../src/model/json.js'
import { createPseudonyms } from '../../src/operations/pseudonyms.js'

const name = createPseudonyms(['entra'])
const text = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.emailAddress(), fc.string({ minLength: 1 }).map((id) => `entra.${id}`))

describe('a pseudonym', () => {
  it('is the same for the same name, another for another, and equal but for case where the names are', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(name(a)).toBe(name(a))
        expect(foldKey(name(a)) === foldKey(name(b))).toBe(foldKey(a) === foldKey(b))
        expect(name(foldKey(a)) === foldKey(name(a)) || a.startsWith('entra.') || a.includes('@')).toBe(true)
      }),
    )
    expect(name('Ada')).not.toBe(name('ada'))
    expect(foldKey(name('Ada@Example.com'))).toBe(name('ada@example.com'))
  })

  it('shows nothing of the name, keeps a mail in its domain, and an external id behind its source', () => {
    expect(name('ada.lovelace@example.com')).not.toMatch(/ada|lovelace|example\.com/)
    expect(name('ada@example.com').split('@')[1]).toBe(name('bob@example.com').split('@')[1])
    expect(name('entra.00u1')).toBe(`entra.${name('00u1')}`)
    expect(name('AWSControlTowerAdmins')).toBe('AWSControlTowerAdmins')
  })

  it('is another in every reading', () => {
    expect(createPseudonyms([])('ada')).not.toBe(createPseudonyms([])('ada'))
  })
})
