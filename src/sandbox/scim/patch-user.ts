/** PatchUser: operations on a copy of the attributes, each checked as it lands, so that a refusal leaves nothing behind. */
import { checkAttribute, fieldOf, isObject } from './check.js'
import type { Operation } from './patch-body.js'
import { parsePath, type PatchPath } from './patch-path.js'
import { unacceptable } from './refusal.js'
import { patchableUserFields, userFields, type Field, type UserAttributes } from './schema.js'
import { refuseReserved, requirePrimaryMail } from './user-body.js'

type Values = Readonly<Record<string, unknown>>

/** The attributes after all operations; the given ones stay as they are. Throws a `Refusal`. */
export function patchUser(before: UserAttributes, operations: readonly Operation[]): UserAttributes {
  const targets = operations.map((operation) => ({ ...operation, at: parsePath(operation.path) }))
  for (const attribute of ['userName', 'active']) {
    const touching = targets.filter(({ at }) => at.attribute === attribute)
    if (touching.length > 1) throw unacceptable(`${attribute} is changed twice`)
    if (touching[0]?.op === 'remove') throw unacceptable(`${attribute} cannot be removed`)
  }
  const after = targets.reduce<Values>((attributes, target) => applyTo(attributes, target), before) as UserAttributes
  refuseLoss(before, after)
  if (after.emails !== before.emails) requirePrimaryMail(after)
  if (after.userName !== before.userName) refuseReserved(after.userName)
  return after
}

function applyTo(attributes: Values, { op, at, value }: Operation & { at: PatchPath }): Values {
  const field = fieldOf(userFields, at.attribute)
  if (!field || !patchableUserFields.has(at.attribute)) throw unacceptable(`${at.attribute} cannot be patched`)
  const next = patched(attributes[at.attribute], field, { op, at, value })
  const checked = next === undefined ? undefined : checkAttribute(next, userFields, at.attribute)
  const { [at.attribute]: _, ...others } = attributes
  return checked === undefined ? others : { ...others, [at.attribute]: checked }
}

/** The attribute's new value, not yet checked; undefined when it goes. */
function patched(current: unknown, field: Field, { op, at, value }: { op: Operation['op']; at: PatchPath; value?: unknown }): unknown {
  if (at.match) return patchedElement(current, field, { op, at, value })
  const [step, ...rest] = at.inner
  if (step !== undefined) {
    const inner = field.kind === 'complex' ? fieldOf(field.fields, step) : undefined
    if (!inner) throw unacceptable(`there is no ${step} in ${at.attribute}`)
    const values = isObject(current) ? current : {}
    return { ...without(values, step), ...present(step, patched(values[step], inner, { op, at: { ...at, inner: rest }, value })) }
  }
  if (op === 'remove') return undefined
  if (field.kind === 'complex') return isObject(value) && isObject(current) ? { ...current, ...value } : value
  if (field.kind !== 'list') return value
  const values = Array.isArray(value) ? (value as unknown[]) : [value]
  return op === 'replace' || !Array.isArray(current) ? values : joined(current, values)
}

/** What equals a value already there adds nothing (RFC 7644 §3.5.2.1). */
function joined(current: readonly unknown[], values: readonly unknown[]): unknown[] {
  const known = new Set(current.map((value) => canonical(value)))
  return [...current, ...values.filter((value) => !known.has(canonical(value)))]
}

function canonical(value: unknown): string {
  return JSON.stringify(isObject(value) ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)) : value)
}

/** A filter that picks nothing is an error, not an addition (RFC 7644 §3.5.2.3, `noTarget`). */
function patchedElement(
  current: unknown,
  field: Field,
  { op, at, value }: { op: Operation['op']; at: PatchPath; value?: unknown },
): unknown {
  const { match } = at
  const elements = field.kind === 'list' && Array.isArray(current) ? current.filter(isObject) : []
  const picked = elements.find((element) => match && Object.hasOwn(element, match.attribute) && element[match.attribute] === match.value)
  if (!picked) throw unacceptable(`${at.attribute} has no such value`)
  const fields = field.kind === 'list' ? field.fields : {}
  const next = patched(picked, { kind: 'complex', fields }, { op, at: { attribute: at.attribute, inner: at.inner }, value })
  return elements.flatMap((element) => (element !== picked ? [element] : next === undefined ? [] : [next]))
}

function present(name: string, value: unknown): Values {
  return value === undefined ? {} : { [name]: value }
}

function without(values: Values, name: string): Values {
  const { [name]: _, ...others } = values
  return others
}

/** What every user must have, none can lose. */
function refuseLoss(before: UserAttributes, after: UserAttributes): void {
  if (before.displayName !== undefined && after.displayName === undefined) throw unacceptable('displayName cannot be removed')
  for (const part of ['givenName', 'familyName']) {
    if (before.name?.[part] !== undefined && after.name?.[part] === undefined) throw unacceptable(`name.${part} cannot be removed`)
  }
}
