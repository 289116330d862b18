import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { jsonSchemas } from '../src/schemas.js'
import { FULL } from './config/desk.js'

const published = (name: string) => readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8')
const compile = (text: string) => addFormats.default(new Ajv2020({ strict: false })).compile(JSON.parse(text) as object)

describe('the published JSON Schemas', () => {
  test.each(jsonSchemas())('$name is what the types say (npm run generate:schemas)', ({ name, text }) => {
    expect(published(name)).toBe(text)
  })

  test.each(jsonSchemas())('$name compiles', ({ text }) => {
    expect(() => compile(text)).not.toThrow()
  })

  test('the one for configurations takes what we take, and refuses an unknown key', () => {
    const accepts = compile(published('config.schema.json'))

    expect(accepts(parse(FULL))).toBe(true)
    expect(accepts(parse(`${FULL}polcy: {}\n`))).toBe(false)
    expect(accepts(parse(FULL.replace('aws-scim', 'ldap')))).toBe(false)
    expect(accepts(parse(`${FULL}lifecycle: {removed: {delete_after: 3w}}\n`))).toBe(false)
  })
})
