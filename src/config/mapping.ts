/** How source objects become users and groups: expressions compiled, the original's field names turned into ours. */
import { CORE_FIELDS, type UserAttributes, USER_FIELDS } from '../model/user.js'
import type { MappingExpression, MappingRules } from '../model/rules.js'
import { type Authored, isRecord, type Path, valueAt } from './authored.js'
import { USER_FIELD_NAMES, USER_TARGETS, type UserFieldName } from './config-parts.js'
import { compileExpression } from './expression.js'
import type { Problems } from './problems.js'

/** `profileURL` has no place in the model: AWS never answers it, so it cannot be planned. */
const FIELD_OF: Readonly<Record<UserFieldName, keyof UserAttributes | undefined>> = {
  phoneNumbers: 'phoneNumbers',
  addresses: 'addresses',
  title: 'title',
  preferredLanguage: 'preferredLanguage',
  locale: 'locale',
  timezone: 'timezone',
  nickName: 'nickName',
  profileURL: undefined,
  userType: 'userType',
  enterpriseData: 'enterprise',
}

/** The mapping but for what `lifecycle` says, and what each source has instead, by its place in the list. */
export type Expressions = Omit<MappingRules, 'suspended'> & { sources: (Pick<MappingRules, 'user' | 'group'> | undefined)[] }

/** Compiles whatever expressions there are, so that each wrong one is told. */
export function compileMapping(authored: Authored, problems: Problems): Expressions {
  const compile = (path: Path, variable: 'user' | 'group'): MappingExpression | undefined => {
    const source = valueAt(authored.value, path)
    if (typeof source !== 'string' || source === '') return undefined
    const compiled = compileExpression(source, variable, authored.name(path))
    if ('run' in compiled) return compiled.run
    const { summary, offset } = compiled.fault
    problems.error({
      summary: `${authored.name(path)} ${summary}`,
      detail: `At character ${String(offset + 1)}. The record is called ${variable}.`,
      place: authored.placeWithin(path, offset),
    })
    return undefined
  }
  const userFields = readUserFields(authored, problems)
  const compileAll = (mapping: Path): Pick<MappingRules, 'user' | 'group'> => {
    const written = valueAt(authored.value, [...mapping, 'user'])
    const user: Record<string, MappingExpression> = {}
    for (const target of USER_TARGETS.filter((one) => isRecord(written) && Object.hasOwn(written, one))) {
      const expression = compile([...mapping, 'user', target], 'user')
      if (expression !== undefined) user[target] = expression
    }
    const displayName = compile([...mapping, 'group', 'displayName'], 'group')
    for (const target of Object.keys(user)) warnUnmanaged([...mapping, 'user', target], target, userFields, authored, problems)
    return { user, group: displayName === undefined ? {} : { displayName } }
  }
  const sources = valueAt(authored.value, ['sources'])
  return {
    userFields,
    ...compileAll(['mapping']),
    sources: Array.isArray(sources) ? sources.map((_, index) => (valueAt(authored.value, ['sources', index, 'mapping']) === undefined ? undefined : compileAll(['sources', index, 'mapping']))) : [],
  }
}

/** In the model's order whatever order they were written in. */
function readUserFields(authored: Authored, problems: Problems): (keyof UserAttributes)[] {
  const written = valueAt(authored.value, ['mapping', 'user_fields'])
  const names = Array.isArray(written) ? written.filter(isFieldName) : USER_FIELD_NAMES
  if (Array.isArray(written) && names.includes('profileURL')) {
    const path = ['mapping', 'user_fields', written.indexOf('profileURL')]
    problems.warn({
      summary: `${authored.name(path)} names profileURL, which is never filled`,
      detail: 'Google gives no value for it, and AWS does not answer it.',
      place: authored.place(path),
    })
  }
  const fields = new Set(names.map((name) => FIELD_OF[name]))
  return USER_FIELDS.filter((field) => fields.has(field))
}

const isFieldName = (name: unknown): name is UserFieldName => USER_FIELD_NAMES.some((known) => known === name)

function warnUnmanaged(path: Path, target: string, userFields: readonly (keyof UserAttributes)[], authored: Authored, problems: Problems): void {
  const aliases: Readonly<Record<string, keyof UserAttributes>> = { email: 'emails', phone: 'phoneNumbers' }
  const field = aliases[target] ?? target.split('.')[0]
  if ([...CORE_FIELDS, ...userFields].some((managed) => managed === field)) return
  problems.warn({
    summary: `${authored.name(path)} has no effect`,
    detail: 'user_fields does not select this attribute. Add it there, or take the expression out.',
    place: authored.keyPlace(path),
  })
}
