/** A guide as it is read: its files are written, its commands run in their order, its outputs compared. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { shellWithPrograms } from './shell.js'

export interface Block {
  /** `sh`: commands; `text`: what the commands above print; anything else with a file's name behind it: that file. */
  language: string
  file?: string
  text: string
  line: number
}

export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const fences = lines.flatMap((line, index) => (line.startsWith('```') ? [index] : []))
  const blocks: Block[] = []
  for (let at = 0; at + 1 < fences.length; at += 2) {
    const [open = 0, close = 0] = fences.slice(at, at + 2)
    const [language = '', file] = (lines[open] ?? '').slice(3).split(' ')
    blocks.push({ language, ...(file === undefined ? {} : { file }), text: `${lines.slice(open + 1, close).join('\n')}\n`, line: open + 1 })
  }
  return blocks
}

export interface Ground {
  /** Where the reader stands: files are written and commands run here. */
  folder: string
  /** The sandbox's addresses, where the reader has AWS's and Google's. */
  env: NodeJS.ProcessEnv
  /** Makes a file of the guide one for the sandbox. */
  local?: (text: string) => string
}

/** What is not as the guide says fails the test. */
export async function follow(guide: string, { folder, env, local = (text) => text }: Ground): Promise<void> {
  const shell = await shellWithPrograms(join(folder, '.bin'))
  const blocks = blocksOf(await readFile(guide, 'utf8'))
  let printed: string | undefined
  for (const { language, file, text, line } of blocks) {
    const place = `${guide}:${String(line)}`
    if (file !== undefined) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), local(text))
    } else if (language === 'sh') {
      const { code, stdout, stderr } = await shell(text, { cwd: folder, env })
      expect(code, `${place}\n${text}\n${stdout}${stderr}`).toBe(0)
      printed = stdout
    } else if (language === 'text') {
      expect(printed, `${place}: what the commands print`).toMatch(asPattern(text))
    }
  }
}

/** An ellipsis stands for what is left out: within a line for some words, alone on a line for some lines. */
function asPattern(text: string): RegExp {
  const escaped = text.trim().split('\n').map((line) => (line.trim() === '…' ? '[^]*?' : line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')))
  return new RegExp(`^\\s*${escaped.join('\n').replaceAll('[^]*?\n', '[^]*?').replaceAll('\n[^]*?', '[^]*?')}\\s*$`)
}
