/** What a plan is worth in AWS, in words: who gains and who loses which accounts. */
import type { ChangeImpact, Grant, Impact } from '../model/impact.js'
import { counted, number } from './words.js'

/** `AdministratorAccess in prod (111122223333), administrator`. */
export function grantName({ account, accountName, permissionSet, administrator }: Grant): string {
  return `${permissionSet} in ${accountTitle({ account, accountName })}${administrator ? ', administrator' : ''}`
}

export function accountTitle({ account, accountName }: { account: string; accountName?: string | undefined }): string {
  return accountName === undefined ? account : `${accountName} (${account})`
}

/** Whether these are the people of the change itself, all of them. */
export function isAll(people: readonly string[], members: readonly string[]): boolean {
  return people.length === members.length && people.every((person) => members.includes(person))
}

/** One person's access by a whole plan; a loss stands with every change that takes part in it, and counts once. */
export interface PersonImpact {
  gains: Set<string>
  losses: Set<string>
}

export interface ImpactSum {
  people: Map<string, PersonImpact>
  /** People who gain, or lose, administration of some account. */
  administrators: { gain: Set<string>; lose: Set<string> }
  /** Whether there are people beside those that are named: then every count is the least. */
  more: boolean
  /** Accounts that nobody known administrates any more. */
  abandoned: Map<string, readonly string[]>
}

export function sumOfImpact(changes: Readonly<Record<string, ChangeImpact>>): ImpactSum {
  const sum: ImpactSum = { people: new Map(), administrators: { gain: new Set(), lose: new Set() }, more: false, abandoned: new Map() }
  const note = (people: readonly string[], side: keyof PersonImpact, what: string) => {
    for (const person of people) {
      const known = sum.people.get(person) ?? { gains: new Set<string>(), losses: new Set<string>() }
      known[side].add(what)
      sum.people.set(person, known)
    }
  }
  for (const { gains, losses, applications, lastAdministrators } of Object.values(changes)) {
    for (const gain of gains) {
      note(gain.people, 'gains', grantName(gain))
      if (gain.administrator) for (const person of gain.people) sum.administrators.gain.add(person)
    }
    for (const loss of losses) {
      note(loss.people, 'losses', grantName(loss))
      if (loss.administrator) for (const person of loss.people) sum.administrators.lose.add(person)
    }
    for (const { application, people } of applications.gains) note(people, 'gains', application)
    for (const { application, people } of applications.losses) note(people, 'losses', application)
    if ([gains, losses, applications.gains, applications.losses].some((list) => list.some(({ more = 0 }) => more > 0))) sum.more = true
    for (const last of lastAdministrators) sum.abandoned.set(accountTitle(last), last.people)
  }
  return sum
}

/** `3 people gain access, 1 as administrator`; what nobody asked for says nothing. */
export function impactPhrases(impact: Impact): string[] {
  if (!impact.known) return ['what the changes are worth in AWS is not known']
  const { people, administrators, abandoned, more } = sumOfImpact(impact.changes)
  const least = more ? 'at least ' : ''
  const all = [...people.values()]
  const phrase = (count: number, verb: [string, string], admins: number) =>
    count === 0 ? '' : `${least}${counted(count, `person ${verb[0]}`, `people ${verb[1]}`)} access${admins === 0 ? '' : `, ${number(admins)} as administrator`}`
  return [
    phrase(all.filter(({ gains }) => gains.size > 0).length, ['gains', 'gain'], administrators.gain.size),
    phrase(all.filter(({ losses }) => losses.size > 0).length, ['loses', 'lose'], administrators.lose.size),
    abandoned.size === 0 ? '' : `${counted(abandoned.size, 'account')} without any known administrator`,
  ].filter((text) => text !== '')
}
