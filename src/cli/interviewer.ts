/** Answers, wherever they come from: flags first, and a person for the rest where one is there. */
import { referenceIn, type Reference } from '../config/starter/answers.js'
import { IdpscimError } from '../errors.js'

export interface Question {
  /** The flag that answers it, without dashes. */
  flag: string
  message: string
  /** Why an answer will not do, in words that follow "it"; undefined where it will. */
  check?: (text: string) => string | undefined
}

export interface Choice<T extends string> {
  value: T
  name: string
  /** A line for who hesitates. */
  says?: string
}

export interface Interviewer {
  choose<T extends string>(question: Question & { choices: readonly Choice<T>[]; default?: T }): Promise<T>
  /** At least one. */
  chooseSome<T extends string>(question: Question & { choices: readonly Choice<T>[] }): Promise<T[]>
  /** `optional`: an empty answer is one. */
  text(question: Question & { default?: string; optional?: boolean }): Promise<string>
  /** Where a secret is kept, never its value. */
  reference(question: Question & { default: string }): Promise<Reference>
  /** Separated by `;` where they are typed, by repeating the flag where they are given; none is an answer. */
  list(question: Question & { example: string; default?: string }): Promise<string[]>
}

export type Given = Readonly<Record<string, string | string[] | undefined>>

/** What was given answers; what was not, `person` does. @throws IdpscimError `BadUsage` for an answer that will not do */
export function givenFirst(given: Given, person: Interviewer): Interviewer {
  const one = (flag: string) => {
    const value = given[flag]
    return Array.isArray(value) ? value[0] : value
  }
  const many = (flag: string) => {
    const value = given[flag]
    return value === undefined ? undefined : Array.isArray(value) ? value : [value]
  }
  return {
    choose: async (question) => {
      const value = one(question.flag)
      return value === undefined ? person.choose(question) : chosen(question, value)
    },
    chooseSome: async (question) => many(question.flag)?.map((value) => chosen(question, value)) ?? person.chooseSome(question),
    text: async (question) => {
      const value = one(question.flag)
      return value === undefined ? person.text(question) : fitting(question, value)
    },
    reference: async (question) => {
      const value = one(question.flag)
      return value === undefined ? person.reference(question) : kept(question.flag, value)
    },
    list: async (question) => many(question.flag) ?? person.list(question),
  }
}

/** Where nobody can be asked: defaults answer, and everything else that is missing is named at once. `roots` are the flags on which the others depend. */
export function nobody(given: Given, roots: readonly string[]): { interviewer: Interviewer; settle: () => void } {
  const missing: string[] = []
  const settle = () => {
    if (missing.length === 0) return
    throw new IdpscimError('BadUsage', `there is no terminal to ask at, and ${missing.length === 1 ? 'this answer is' : 'these answers are'} missing: ${missing.map((flag) => `--${flag}`).join(', ')}`, {
      suggestions: ['idpscim init --help lists all of them', 'run it at a terminal to be asked'],
    })
  }
  const note = <T>(flag: string, otherwise: T): T => {
    missing.push(flag)
    return otherwise
  }
  /** What else is missing depends on the answer. */
  const giveUp = (flag: string) => {
    missing.push(flag, ...roots.filter((root) => root !== flag && given[root] === undefined))
    return Promise.reject(failureOf(settle))
  }
  return {
    settle,
    interviewer: {
      choose: ({ flag, default: value }) => {
        if (value !== undefined) return Promise.resolve(value)
        return giveUp(flag)
      },
      chooseSome: ({ flag }) => giveUp(flag),
      text: ({ flag, default: value, optional }) => Promise.resolve(value ?? (optional === true ? '' : note(flag, ''))),
      reference: ({ flag }) => Promise.resolve(note(flag, { file: flag })),
      list: () => Promise.resolve([]),
    },
  }
}

function failureOf(settle: () => void): Error {
  try {
    settle()
  } catch (error) {
    if (error instanceof Error) return error
  }
  return new Error('nothing is missing')
}

function chosen<T extends string>({ flag, choices }: Question & { choices: readonly Choice<T>[] }, value: string): T {
  const choice = choices.find((one) => one.value === value)
  if (choice !== undefined) return choice.value
  throw new IdpscimError('BadUsage', `--${flag} is none of ${choices.map((one) => one.value).join(', ')}`, { suggestions: ['idpscim init --help'] })
}

function fitting({ flag, check }: Question, value: string): string {
  const text = value.trim()
  const wrong = check?.(text)
  if (wrong !== undefined) throw new IdpscimError('BadUsage', `--${flag}: it ${wrong}`, { suggestions: ['idpscim init --help'] })
  return text
}

/** The value is not repeated: it may be the secret itself. */
function kept(flag: string, value: string): Reference {
  const reference = referenceIn(value)
  if (reference !== undefined) return reference
  throw new IdpscimError('BadUsage', `--${flag} says where the secret is kept, and never what it is`, { suggestions: [`--${flag} file:PATH, env:NAME or secret:NAME#KEY (AWS Secrets Manager)`] })
}
