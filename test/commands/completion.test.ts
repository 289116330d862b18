/** Completion scripts of both programs, in the shells themselves. */
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../oclif.manifest.json' with { type: 'json' }
import { HELPER, run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

type Shell = 'bash' | 'zsh' | 'fish'

const PROGRAMS = { idpscim: undefined, idpscimcli: HELPER } as const
const isHere = (shell: Shell) => spawnSync(shell, ['-c', 'true']).status === 0

async function script(shell: Shell, bin: keyof typeof PROGRAMS): Promise<string> {
  const cwd = await temporaryFolder()
  const program = PROGRAMS[bin]
  const { code, stdout, stderr } = await run(['completion', shell], { cwd, ...(program === undefined ? {} : { program }) })
  expect([code, stderr]).toEqual([0, ''])
  const file = join(cwd, `completion.${shell}`)
  await writeFile(file, stdout)
  return file
}

/** What a line offers; its last word is what the cursor stands behind. */
const OFFERS: readonly (readonly [line: string, offered: string])[] = [
  ['idpscim pl', 'plan'],
  ['idpscim state unl', 'unlock'],
  ['idpscim -c plan.yaml sandb', 'sandbox'],
  ['idpscim plan --out sync --adop', '--adopt'],
  ['idpscim --gws-service-account-file-s', '--gws-service-account-file-secret-name'],
  ['idpscim plan --format mark', 'markdown'],
  ['idpscim completion fi', 'fish'],
  ['idpscimcli aws groups l', 'list'],
  ['idpscimcli --output-format yaml gws groups mem', 'members'],
  ['idpscimcli gws users list --gws-users', '--gws-users-filter'],
]

/** In one process a shell: completes each line, and prints `line => offers`. */
const COMPLETES: Record<Shell, (files: readonly string[]) => { command: string; args: string[] }> = {
  bash: (files) => ({
    command: 'bash',
    args: ['--norc', '-c', [...files.map((file) => `source ${file}`), ...OFFERS.map(([line]) => `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _${line.split(' ')[0] ?? ''}; echo "${line} => \${COMPREPLY[*]}"`)].join('\n')],
  }),
  zsh: (files) => ({
    command: 'zsh',
    args: ['-f', '-c', [
      'zmodload zsh/zpty',
      'zpty shell zsh -f -i',
      `zpty -w shell ${quoted(`PS1=; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D; ${files.map((file) => `source ${file}`).join('; ')}; show() { zle -I; print -r -- "SHOWN $BUFFER END"; BUFFER=''; }; zle -N show; bindkey '^X' show; echo rea''dy`)}`,
      "zpty -r shell out '*ready*'",
      // The key behind the tab prints the line as completion has left it, and runs nothing.
      ...OFFERS.map(([line]) => `zpty -w -n shell $'${line}\\t\\C-x'; zpty -r shell out '*SHOWN *END'; print -r -- ${quoted(`${line} =>`)} "\${out##*SHOWN }"`),
    ].join('\n')],
  }),
  fish: (files) => ({
    command: 'fish',
    args: ['--no-config', '-c', [...files.map((file) => `source ${file}`), ...OFFERS.map(([line]) => `echo "${line} => "(complete -C "${line}" | string split -f 1 \\t | string join ' ')`)].join('\n')],
  }),
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

describe.each(['bash', 'zsh', 'fish'] as const)('completion for %s', (shell) => {
  it.skipIf(!isHere(shell))('is accepted by the shell, and completes commands, flags and values', { timeout: 30_000 }, async () => {
    const files = await Promise.all([script(shell, 'idpscim'), script(shell, 'idpscimcli')])
    for (const file of files) execFileSync(shell, ['-n', file])

    const { command, args } = COMPLETES[shell](files)
    const said = execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, HOME: await temporaryFolder(), TERM: 'dumb', COLUMNS: '300' } })

    for (const [line, offered] of OFFERS) {
      const told = said.split('\n').filter((one) => one.includes(`${line} => `)).at(-1) ?? ''
      expect(told.slice(told.indexOf('=>')).split(/\s+/), line).toContain(offered)
    }
  })

  it('knows every command and every flag', async () => {
    const { stdout } = await run(['completion', shell], { cwd: await temporaryFolder() })

    for (const [id, { flags }] of Object.entries(manifest.commands)) {
      expect(stdout, id).toContain(`'${id.replaceAll(':', ' ')}'`)
      for (const flag of Object.keys(flags)) expect(stdout, flag).toMatch(new RegExp(`${shell === 'fish' ? '-l ' : '--'}${flag}\\b`))
    }
  })
})

it('a shell that is not known is refused by name', async () => {
  const ended = await run(['completion', 'powershell'], { cwd: await temporaryFolder() })

  expect([ended.code, ended.stdout]).toEqual([64, ''])
  expect(ended.stderr).toContain('"powershell" is none of those known: bash, zsh or fish')
})
