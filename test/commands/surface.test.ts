/** The command surface as a visible file: a renamed flag is a difference that somebody reads. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Command } from '@oclif/core'
import { VALUED_FLAGS } from '../../src/cli/argv.js'
import { FLAT_FLAGS } from '../../src/config/flags.js'
import { COMMANDS } from '../../src/idpscimcli/commands.js'

type Flag = { type: 'option' | 'boolean'; char?: string; options?: readonly string[]; multiple?: boolean; default?: unknown; allowNo?: boolean }
type Surface = { id: string; command: Command.Class; flags: Record<string, Flag> }

const folder = new URL('../../src/commands/', import.meta.url)

async function surface(): Promise<Surface[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts')).sort()
  return Promise.all(
    files.map(async (file) => {
      const { default: command } = (await import(join(folder.pathname, file))) as { default: Command.Class }
      return { id: file.replace(/\.ts$/, '').replace('/', ' '), command, flags: { ...command.baseFlags, ...command.flags } }
    }),
  )
}

function flagLine([name, flag]: [string, Flag]): string {
  const value = flag.type === 'boolean' ? '' : ` ${flag.options?.join('|') ?? 'VALUE'}${flag.multiple ? '...' : ''}`
  return `${flag.char === undefined ? '' : `-${flag.char}, `}--${flag.allowNo ? '[no-]' : ''}${name}${value}${flag.default === undefined ? '' : ` = ${JSON.stringify(flag.default)}`}`
}

describe('the command surface', () => {
  it('is what the snapshot says', async () => {
    const commands = await surface()

    const snapshot = Object.fromEntries(
      commands.map(({ id, command, flags }) => [id, { args: Object.keys(command.args).map((name) => name.toUpperCase()), flags: Object.entries(flags).map(flagLine).sort() }]),
    )

    await expect(`${JSON.stringify(snapshot, null, 2)}\n`).toMatchFileSnapshot('command-snapshot.json')
  })

  it("offers every flag of the original, short forms included, wherever a configuration is read", async () => {
    const commands = await surface()
    const reading = commands.filter(({ id }) => ['plan', 'apply', 'sync', 'validate', 'state show', 'state list', 'state unlock'].includes(id))

    expect(reading).toHaveLength(7)
    for (const { flags } of reading) {
      for (const row of FLAT_FLAGS) expect(flags[row.flag]).toMatchObject('char' in row ? { char: row.char } : {})
    }
  })

  it('knows every flag that takes a value, so that a value is never taken for a command', async () => {
    const own = (await surface()).flatMap(({ flags }) => Object.entries(flags).filter(([name, { type }]) => type === 'option' && !FLAT_FLAGS.some(({ flag }) => flag === name)))

    expect([...VALUED_FLAGS].sort()).toEqual([...new Set(own.map(([name]) => name))].sort())
  })

  it('says of every command of both programs what it does, and shows it', async () => {
    const helper = Object.entries(COMMANDS).map(([id, command]) => ({ id, command }))
    for (const { id, command } of [...(await surface()), ...helper]) {
      expect(command.summary, id).toMatch(/\S/)
      expect(command.examples.length, id).toBeGreaterThan(0)
    }
  })

  it('gives no short form twice', async () => {
    for (const { id, flags } of await surface()) {
      const chars = Object.values(flags).flatMap(({ char }) => char ?? [])
      expect(new Set(chars).size, id).toBe(chars.length)
    }
  })
})
