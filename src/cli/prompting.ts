/** A person at the terminal as interviewee: prompts on stderr, so that what is printed stays clean. */
import checkbox from '@inquirer/checkbox'
import input from '@inquirer/input'
import select from '@inquirer/select'
import { referenceIn, type Reference } from '../config/starter/answers.js'
import type { Choice, Interviewer, Question } from './interviewer.js'
import type { Shell } from './shell.js'

/** Its answers throw the signal's reason once somebody leaves. */
export function atTerminal({ signal }: Pick<Shell, 'signal'>): Interviewer {
  const context = { output: process.stderr, signal }
  const answered = async <T>(prompt: Promise<T>): Promise<T> => {
    try {
      return await prompt
    } catch (error) {
      await leave(error, signal)
      throw error
    }
  }
  const text = (question: Question & { default?: string; optional?: boolean }) =>
    answered(
      input(
        {
          message: `${question.message}:`,
          ...(question.default === undefined ? {} : { default: question.default }),
          required: question.optional !== true && question.default === undefined,
          validate: (typed) => question.check?.(typed.trim()) === undefined || `It ${question.check(typed.trim()) ?? ''}.`,
        },
        context,
      ),
    ).then((typed) => typed.trim())
  return {
    choose: ({ message, choices, default: value }) => answered(select({ message, choices: choices.map(shown), ...(value === undefined ? {} : { default: value }) }, context)),
    chooseSome: ({ message, choices }) => answered(checkbox({ message, choices: choices.map(shown), required: true }, context)),
    text,
    reference: async (question) => {
      const kind = await answered(
        select(
          {
            message: `${question.message}, kept`,
            choices: [
              { value: 'file', name: 'in a file' },
              { value: 'env', name: 'in an environment variable' },
              { value: 'secret', name: 'in AWS Secrets Manager' },
            ] as const,
          },
          context,
        ),
      )
      const asked = { file: ['Its path', question.default], env: ['Its name', variableFor(question.default)], secret: ['Its name (NAME#KEY for one value of the JSON in it)', `idpscim/${question.default}`] } as const
      const [message, suggested] = asked[kind]
      const at = await text({ flag: question.flag, message, default: suggested, check: (typed) => (typed === '' ? 'is empty' : undefined) })
      return referenceIn(`${kind}:${at}`) ?? ({ [kind]: at } as unknown as Reference)
    },
    list: async ({ flag, message, example, default: value }) => {
      const typed = await text({ flag, message: `${message} (${value === undefined ? `as ${example}, several with ;, empty for all` : `as ${example}`})`, optional: true, ...(value === undefined ? {} : { default: value }) })
      return typed.split(';').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]))
    },
  }
}

function shown<T extends string>({ value, name, says }: Choice<T>) {
  return { value, name, ...(says === undefined ? {} : { description: says }) }
}

/** `scim-token` is `IDPSCIM_SCIM_TOKEN`. */
function variableFor(name: string): string {
  return `IDPSCIM_${name.replace(/\.\w+$/, '').replaceAll(/\W/g, '_').toUpperCase()}`
}

/** In raw mode the terminal hands the key to the prompt: whoever listens for the signal shall have it. */
async function leave(error: unknown, signal: AbortSignal): Promise<void> {
  if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) return
  if (!signal.aborted) {
    const heard = new Promise((done) => signal.addEventListener('abort', done, { once: true }))
    // The prompt has let go of the terminal, and a signal on its way keeps no process alive.
    const awake = setInterval(() => undefined, 1_000)
    process.kill(process.pid, 'SIGINT')
    await heard
    clearInterval(awake)
  }
  signal.throwIfAborted()
}
