/** Help for the program as a whole: drawn from the command manifest, so that it waits for no framework and loads no command. */
import { readFile } from 'node:fs/promises'
import { columns, wrap } from '../report/layout.js'

interface Manifest {
  commands: Readonly<Record<string, { summary?: string; hidden?: boolean; flags: Readonly<Record<string, ManifestFlag>> }>>
}

interface ManifestFlag {
  name: string
  type: 'option' | 'boolean'
  char?: string
  summary?: string
  helpGroup?: string
  allowNo?: boolean
}

type Row = readonly [name: string, text: string]

/** What the plugin brings; it is not in our manifest. */
const PLUGINS: readonly Row[] = [
  ['help', 'Tell all about one command'],
]

/** `--help` without a command, and `help` alone. */
export function asksRootHelp(argv: readonly string[]): boolean {
  return argv[0] === '--help' || (argv[0] === 'help' && argv.slice(1).every((word) => word.startsWith('-')))
}

/** `main` is the URL of the executable: the manifest lies beside its folder. */
export async function rootHelp(main: string, width: number): Promise<string> {
  const read = async (name: string) => JSON.parse(await readFile(new URL(`../${name}`, main), 'utf8')) as unknown
  const manifest = (await read('oclif.manifest.json')) as Manifest
  const { oclif } = (await read('package.json')) as { oclif: { topics: Readonly<Record<string, { description: string }>> } }
  const topics = Object.entries(oclif.topics).map(([name, { description }]): Row => [name, description])
  const commands = Object.entries(manifest.commands).flatMap(([id, { summary, hidden }]): Row[] => (hidden === true || id.includes(':') ? [] : [[id, summary ?? '']]))
  return helpToText([...commands, ...topics, ...PLUGINS].sort(byName), globalRows(manifest), width)
}

function helpToText(commands: readonly Row[], flags: readonly Row[], width: number): string {
  const paragraph = (text: string) => wrap(text, { width: width - 2, first: '  ' })
  return [
    ...wrap('Makes the people and groups of AWS IAM Identity Center match those of Google Workspace, Microsoft Entra ID, GitHub or files in Git: plans, lets you review, and applies exactly that plan.', { width }),
    '',
    'USAGE',
    '  $ idpscim COMMAND [FLAGS]',
    '',
    'COMMANDS',
    ...table(commands, width),
    '',
    'GLOBAL FLAGS',
    ...table(flags, width),
    '',
    'MORE',
    ...paragraph('"idpscim COMMAND --help" tells all about one command. "idpscim demo" shows the whole journey and needs no account.'),
    ...paragraph('Flags without a command mean sync, and so does "idpscim" alone where no terminal is attached.'),
    '',
  ].join('\n')
}

function table(rows: readonly Row[], width: number): string[] {
  const left = Math.max(...rows.map(([name]) => columns(name)))
  return rows.flatMap(([name, text]) => wrap(text, { width, first: `  ${name.padEnd(left)}  `, rest: ' '.repeat(left + 4) }))
}

/** Every command has them: any tells. */
function globalRows({ commands }: Manifest): Row[] {
  const flags = Object.values(commands['plan']?.flags ?? {}).filter(({ helpGroup }) => helpGroup === 'GLOBAL')
  return flags.map(({ name, type, char, summary = '', allowNo }): Row => {
    const long = `--${allowNo === true ? '[no-]' : ''}${name}${type === 'option' ? '=<value>' : ''}`
    return [`${char === undefined ? '    ' : `-${char}, `}${long}`, summary]
  })
}

function byName([one]: Row, [other]: Row): number {
  return one < other ? -1 : 1
}
