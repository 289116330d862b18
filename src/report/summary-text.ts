/** The sentence that a plan ends with. */
import type { Plan } from '../plan/plan.js'
import { wrap } from './layout.js'
import { counted, number } from './words.js'

/** Its last lines: `Plan: 12 to create, 3 to change, …`, or that nothing is to do. */
export function summaryLines(plan: Plan, width: number): string[] {
  return wrap(planSentence(plan), { width, rest: '  ' })
}

export function planSentence(plan: Plan): string {
  return plan.changes.length === 0 ? nothing(plan) : something(plan)
}

function nothing(plan: Plan): string {
  if (plan.narrowed !== undefined) return 'No changes in this part of the plan.'
  const matches =
    plan.base.refresh === 'full'
      ? 'No changes. The target matches the desired state'
      : 'No changes. The state matches the desired state; the target was not read'
  return plan.warnings.length === 0 ? `${matches}.` : `${matches}, but for ${counted(plan.warnings.length, 'finding')}.`
}

function something({ summary }: Plan): string {
  return `Plan: ${summarySentence(summary)}.`
}

/** Without a full stop: `2 to create; 3 memberships to add`, or `nothing`. */
export function summarySentence({ users, groups, memberships, state }: Plan['summary']): string {
  const objects = [
    part(users.create + groups.create, 'to create'),
    part(users.update + groups.update, 'to change'),
    part(users.reactivate, 'to reactivate'),
    part(users.deactivate, 'to deactivate'),
    part(users.delete + groups.delete, 'to delete'),
    part(users.adopt + groups.adopt, 'to adopt'),
  ].filter((text) => text !== '')
  const only = state.forget + state.transfer + state.schedule + state.unschedule + state.adopt + state.accept + state.unaccept + state.hold
  const sentences = [objects.join(', '), people(memberships), only === 0 ? '' : `${number(only)} in the state only`]
  return sentences.filter((text) => text !== '').join('; ') || 'nothing'
}

function people({ add, remove }: Plan['summary']['memberships']): string {
  const added = add === 0 ? '' : `${counted(add, 'membership')} to add`
  if (remove === 0) return added
  return add === 0 ? `${counted(remove, 'membership')} to remove` : `${added}, ${number(remove)} to remove`
}

function part(value: number, verb: string): string {
  return value === 0 ? '' : `${number(value)} ${verb}`
}
