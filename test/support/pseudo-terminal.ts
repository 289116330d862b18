/** A program in a real pseudo-terminal: keys in, and the screen as an emulated xterm shows it. util-linux' `script` opens the terminal. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import xterm from '@xterm/headless'

const run = promisify(execFile)

const script = spawnSync('script', ['--version'], { encoding: 'utf8' })

/** Why there is none on this machine; undefined where there is one. */
export const NO_TERMINAL = script.error === undefined && script.stdout.includes('util-linux') ? undefined : 'no pseudo-terminal: script of util-linux is not here'

export interface Size {
  columns: number
  rows: number
}

export interface AtTerminal {
  press: (text: string) => void
  /** Resolves as soon as the screen shows it; fails with the screen after a while. */
  shows: (what: string | RegExp) => Promise<void>
  screen: () => string
  resize: (size: Size) => Promise<void>
  kill: (signal: NodeJS.Signals) => Promise<void>
  pid: () => Promise<number>
  ended: Promise<Left>
  /** Ends it, whatever it does. */
  close: () => void
}

/** How a program left its terminal. */
export interface Left {
  code: number | null
  /** What is on the first screen. */
  screen: string
  onFirstScreen: boolean
  showsCursor: boolean
  /** What is longer than a line goes on in the next. */
  wraps: boolean
  /** Keys are lines again, and echoed. */
  isCooked: boolean
}

const PATIENCE_MS = 25_000

export interface TerminalOptions {
  cwd: string
  size?: Size
  env?: Record<string, string>
}

export async function openPseudoTerminal(program: string, args: readonly string[], options: TerminalOptions): Promise<AtTerminal> {
  const { cwd, size = { columns: 80, rows: 24 }, env = {} } = options
  const at = (name: string) => join(cwd, `.terminal-${name}`)
  // The shell outlives the program and says how it left the terminal.
  const inner = ['echo $$ > "$PID_FILE"', `exec ${[process.execPath, program, ...args].map(quoted).join(' ')}`].join('; ')
  await writeFile(at('run'), `stty cols ${size.columns} rows ${size.rows}\ntty > ${quoted(at('tty'))}\nsh -c ${quoted(inner)}\ncode=$?\nstty -a > ${quoted(at('after'))}\nexit $code\n`)
  const { NODE_ENV: _, VITEST: __, NODE_OPTIONS: ___, NO_COLOR: ____, FORCE_COLOR: _____, ...rest } = process.env
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', `sh ${quoted(at('run'))}`, '/dev/null'], {
    cwd,
    env: { ...rest, HOME: cwd, TERM: 'xterm-256color', PID_FILE: at('pid'), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true })
  let written = ''
  const looking = new Set<() => void>()
  child.stdout.on('data', (bytes: Buffer) => {
    written += bytes.toString('latin1')
    terminal.write(bytes, () => {
      for (const look of looking) look()
    })
  })
  const screen = () => {
    const { active } = terminal.buffer
    return Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '').join('\n')
  }
  const pid = async () => Number(await readFile(at('pid'), 'utf8'))
  const ended = new Promise<Left>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => {
      terminal.write('', () => {
        const isOn = (mode: string) => written.lastIndexOf(`\u001b[?${mode}h`) >= written.lastIndexOf(`\u001b[?${mode}l`)
        void readFile(at('after'), 'utf8').catch(() => '').then((after) => {
          done({ code, screen: screen(), onFirstScreen: terminal.buffer.active.type === 'normal', showsCursor: isOn('25'), wraps: isOn('7'), isCooked: /\bicanon\b/.test(after) && !/-icanon/.test(after) && !/-echo\b/.test(after) })
        }, fail)
      })
    })
  })
  return {
    press: (text) => void child.stdin.write(text),
    shows: (what) =>
      new Promise((done, fail) => {
        const deadline = setTimeout(() => {
          looking.delete(look)
          fail(new Error(`the terminal never showed ${String(what)}; it shows:\n${screen()}`))
        }, PATIENCE_MS)
        const look = () => {
          if (typeof what === 'string' ? !screen().includes(what) : !what.test(screen())) return
          clearTimeout(deadline)
          looking.delete(look)
          done()
        }
        looking.add(look)
        look()
      }),
    screen,
    resize: async ({ columns, rows }) => {
      terminal.resize(columns, rows)
      await run('stty', ['-F', (await readFile(at('tty'), 'utf8')).trim(), 'cols', String(columns), 'rows', String(rows)])
    },
    kill: async (signal) => {
      process.kill(await pid(), signal)
    },
    pid,
    ended,
    close: () => void child.kill('SIGKILL'),
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
