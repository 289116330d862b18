import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { redact, remember, Secret } from '../../src/model/secret.js'

describe('a secret', () => {
  const secret = new Secret('hunter2-hunter2', 'environment variable TOKEN')

  test('gives its value to who asks for it by name, and to nobody else', () => {
    expect(secret.reveal()).toBe('hunter2-hunter2')
    expect([String(secret), JSON.stringify({ secret }), inspect({ secret }), inspect(secret, { showHidden: true, depth: 9 })].join()).not.toContain('hunter2')
  })

  test('says where it came from', () => {
    expect(secret.origin).toBe('environment variable TOKEN')
  })

  test('is found in foreign text, also as JSON writes it', () => {
    remember('line one\nline "two"')

    expect(redact('refused: Bearer hunter2-hunter2 is unknown')).toBe('refused: Bearer [secret] is unknown')
    expect(redact(JSON.stringify({ key: 'line one\nline "two"' }))).toBe('{"key":"[secret]"}')
  })

  test('too short to tell from innocent text is left alone', () => {
    remember('abc')

    expect(redact('abcdef')).toBe('abcdef')
  })
})
