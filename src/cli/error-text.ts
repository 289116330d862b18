/** An error as people read it (what, where, why, what to do) and as programs do. */
import type { Diagnostic } from '../diagnostic.js'
import { IdpscimError, systemReason } from '../errors.js'
import { type TextOptions, wrap } from '../report/layout.js'
import { type Paint, paints } from '../report/paint.js'
import { placeToText } from '../report/place-text.js'
import { safe } from '../report/safe.js'

export interface ErrorJson {
  error: { code: string; message: string; suggestions: readonly string[]; facts: Readonly<Record<string, unknown>> }
}

export function errorToJson(error: unknown): ErrorJson {
  const { code, message, suggestions, facts } = view(error)
  return { error: { code, message, suggestions, facts } }
}

/** Ends with a newline. The stack and the causes' stacks only with `debug`. */
export function errorToText(error: unknown, options: TextOptions & { debug: boolean }): string {
  const { width } = options
  const paint = paints(options.color)
  const { message, suggestions, facts } = view(error)
  const diagnostics = diagnosticsOf(facts)
  // Diagnostics say each thing at its place, with its remedy: the message and the suggestions only repeat them.
  const lines = diagnostics.length === 0 ? message.split('\n').map(safe) : [headline(diagnostics, facts)]
  return [
    ...wrap(lines[0] ?? '', { width, first: 'error: ', rest: '  ' }).map(paint.remove),
    ...lines.slice(1).flatMap((line) => wrap(line, { width, first: '  ', rest: '    ' })),
    ...diagnostics.flatMap((diagnostic) => diagnosticLines(diagnostic, { width, paint })),
    ...left(facts).map((count) => `  … and ${count} more`),
    ...(diagnostics.length === 0 ? why(error, message) : []).flatMap((text) => wrap(`why: ${safe(text)}`, { width, first: '  ', rest: '    ' })),
    ...(diagnostics.length === 0 ? scalars(facts, message, width) : []).map(paint.faint),
    ...(diagnostics.length === 0 ? suggestions : []).flatMap((text) => wrap(safe(text), { width, first: '  try: ', rest: '       ' })),
    ...(options.debug ? stacks(error) : []),
    '',
  ].join('\n')
}

/** One thing to mend: where it stands, what is wrong, what to do. */
export function diagnosticLines(diagnostic: Diagnostic, options: { width: number; paint: Paint }): string[] {
  const { width, paint } = options
  const at = placeToText(diagnostic.place, diagnostic.summary)
  const dye = diagnostic.severity === 'error' ? paint.remove : paint.warn
  return [
    ...wrap(`${at === '' ? '' : `${at}: `}${safe(diagnostic.summary)}`, { width, first: diagnostic.severity === 'error' ? '  x ' : '  ! ', rest: '    ' }).map(dye),
    ...(diagnostic.detail ?? '').split('\n').filter((line) => line !== '').flatMap((line) => wrap(safe(line), { width, first: '      ' })),
  ]
}

function view(error: unknown): { code: string; message: string; suggestions: readonly string[]; facts: Readonly<Record<string, unknown>> } {
  if (error instanceof IdpscimError) return error
  // An apply that is stopped ends with a result: only what reads is left by throwing.
  if (error instanceof Error && error.name === 'AbortError') return { code: 'Interrupted', message: `${error.message}: nothing was changed`, suggestions: [], facts: {} }
  const refused = systemReason(error)
  if (refused !== undefined) return { code: 'Internal', message: `the operating system refuses: ${refused}`, suggestions: [], facts: {} }
  if (error instanceof Error) return { code: 'Internal', message: error.message, suggestions: [], facts: {} }
  return { code: 'Internal', message: String(error), suggestions: [], facts: {} }
}

function headline(diagnostics: readonly Diagnostic[], facts: Readonly<Record<string, unknown>>): string {
  const { source } = facts
  const whose = typeof source === 'string' ? `the source ${source}` : 'the configuration'
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length + (left(facts)[0] ?? 0)
  return errors === 1 ? `${whose} has one problem` : `${whose} has ${errors} problems`
}

/** Of many problems the first ones are told; `facts.more` counts the rest. */
function left({ more }: Readonly<Record<string, unknown>>): number[] {
  return typeof more === 'number' && more > 0 ? [more] : []
}

function diagnosticsOf(facts: Readonly<Record<string, unknown>>): readonly Diagnostic[] {
  return Array.isArray(facts['diagnostics']) ? (facts['diagnostics'] as Diagnostic[]) : []
}

function why(error: unknown, told: string): string[] {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  // A parser's complaint quotes the file, and the file may be the wrong one: somebody's key. A schema's is JSON, and told in the message.
  if (!(cause instanceof Error) || cause instanceof SyntaxError || /Zod/.test(cause.name) || ['', cause.name].includes(cause.message)) return []
  const reason = systemReason(cause) ?? cause.message
  // A vendor's error repeats its name before its words.
  if ([reason, reason.replace(/^\w+: /, '')].some((words) => told.includes(words))) return []
  return error instanceof IdpscimError && error.code === 'BadUsage' ? [] : [reason]
}

/** What the message has said in these words already is left out. */
function scalars(facts: Readonly<Record<string, unknown>>, message: string, width: number): string[] {
  const told = Object.entries(facts).filter(([, value]) => ['number', 'boolean'].includes(typeof value) || (typeof value === 'string' && !message.includes(value)))
  if (told.length === 0) return []
  return wrap(`(${told.map(([key, value]) => `${safe(key)}: ${safe(String(value))}`).join(', ')})`, { width, first: '  ', rest: '   ' })
}

function stacks(error: unknown): string[] {
  const found: string[] = []
  for (let at: unknown = error; at instanceof Error && found.length < 10; at = at.cause) found.push(at.stack ?? at.message)
  return found.flatMap((stack) => stack.split('\n').map(safe))
}
