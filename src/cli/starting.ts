/** The first configuration: asked for, written, and what comes next. */
import { access } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { flatVariables, refuseIfThere, writeStarter } from '../operations/starter.js'
import { wrap } from '../report/layout.js'
import { safe } from '../report/safe.js'
import { someoneIsThere } from './ask.js'
import { interview } from './interview.js'
import { givenFirst, nobody, type Given, type Interviewer } from './interviewer.js'
import type { GlobalFlags, Shell } from './shell.js'
import { ourCommand } from './shell-words.js'

interface Start {
  flags: GlobalFlags & { schema?: string | undefined }
  /** Answers, by flags. */
  given: Given
  /** Of this installation. */
  root: string
}

export async function startHere(shell: Shell, { flags, given, root }: Start): Promise<void> {
  const path = resolve(flags['config-file'] ?? '.idpscim.yaml')
  await refuseIfThere(path)
  const flat = flatVariables(process.env)
  if (flat.length > 0) shell.log.warn(`this environment configures a stack in the original's form already (${flat.join(', ')}): idpscim plan works with it as it is, and beside the file that is written here it has no effect`)
  const { interviewer, settle } = await interviewerFor(shell, given)
  const answers = await interview(givenFirst(given, interviewer), given)
  settle()
  const schema = flags.schema ?? (await schemaFor(path, root))
  const { pending } = await writeStarter(answers, { path, schema, env: process.env })
  const next = ourCommand(['doctor'], flags)
  const todo = pending.map(({ summary, detail }) => ({ summary, ...(detail === undefined ? {} : { detail }) }))
  if (shell.json) {
    shell.printJson({ written: path, stack: answers.stack, pending: todo, next })
    return
  }
  const { width } = shell.text
  const items = todo.flatMap(({ summary, detail }) => wrap(safe(detail === undefined ? summary : `${summary}. ${detail}`), { width, first: '  - ', rest: '    ' }))
  shell.print([...wrap(safe(`${relative('.', path)} is written: ${answers.sources.map(({ type }) => type).join(', ')} to ${answers.target.type}.`), { width }), ...(items.length === 0 ? [] : ['Still to be put in place:', ...items]), `Next: ${next}`, ''].join('\n'))
}

async function interviewerFor(shell: Shell, given: Given): Promise<{ interviewer: Interviewer; settle: () => void }> {
  if (!someoneIsThere()) return nobody(given, ['source', 'target'])
  // The prompts' own way of being told: before they are loaded.
  if (!shell.text.color) process.env['NO_COLOR'] = '1'
  const { atTerminal } = await import('./prompting.js')
  return { interviewer: atTerminal(shell), settle: () => undefined }
}

/** The installation's own, by a path that is short from where the configuration lies, or else whole. */
async function schemaFor(path: string, root: string): Promise<string> {
  const file = join(root, 'schemas', 'config.schema.json')
  const near = relative(dirname(path), file)
  const there = await access(file).then(() => true, () => false)
  return there && near.split('/').filter((part) => part === '..').length <= 2 ? near : file
}
