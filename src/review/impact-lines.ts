/** What changes are worth in AWS: accounts and permission sets that people gain and lose. */
import type { Impact } from '../model/impact.js'
import { names } from '../report/change-text.js'
import { safe } from '../report/safe.js'
import { counted } from '../report/words.js'
import type { Line } from './line.js'
import { heading, told } from './text-lines.js'

export function impactLines(impact: Impact | undefined, change: string, width: number): Line[] {
  const worth = impact?.changes[change]
  if (worth === undefined) return []
  const line = (sign: '+' | '-', text: string): Line[] => told(text, { width, first: `  ${sign} `, rest: '      ', tone: sign === '+' ? 'add' : 'remove' })
  return [
    { text: '' },
    heading('What it is worth in AWS'),
    ...worth.lastAdministrators.flatMap(({ account, accountName, people }) => line('-', `the last known administrators of ${accountWords(account, accountName)} go: ${names(people, {})}`)),
    ...worth.losses.flatMap(({ account, accountName, permissionSet, people }) => line('-', `${safe(permissionSet)} in ${accountWords(account, accountName)}: ${names(people, {})}`)),
    ...worth.gains.flatMap(({ account, accountName, permissionSet, people }) => line('+', `${safe(permissionSet)} in ${accountWords(account, accountName)}: ${names(people, {})}`)),
    ...worth.applications.losses.flatMap(({ application, people }) => line('-', `application ${safe(application)}: ${names(people, {})}`)),
    ...worth.applications.gains.flatMap(({ application, people }) => line('+', `application ${safe(application)}: ${names(people, {})}`)),
    ...(worth.assignments === undefined ? [] : line('-', `${counted(worth.assignments.accounts.length, 'assignment')} of the group will give nobody anything any more`)),
  ]
}

/** Over all changes, for the first look. */
export function impactSummary(impact: Impact | undefined, width: number): Line[] {
  if (impact === undefined) return []
  const all = Object.values(impact.changes)
  const gaining = new Set(all.flatMap(({ gains }) => gains.flatMap(({ people }) => people)))
  const losing = new Set(all.flatMap(({ losses }) => losses.flatMap(({ people }) => people)))
  const administrators = new Set(all.flatMap(({ gains }) => gains.flatMap(({ administrator, people }) => (administrator ? people : []))))
  const last = all.flatMap(({ lastAdministrators }) => lastAdministrators)
  const known = impact.known
    ? told(`${counted(gaining.size, 'person gains', 'people gain')} and ${counted(losing.size, 'person loses', 'people lose')} access to accounts; ${counted(administrators.size, 'becomes administrator', 'become administrators')} of one`, { width, first: '  ', rest: '    ' })
    : []
  return [
    { text: '' },
    heading('What it is worth in AWS'),
    ...known,
    ...last.flatMap(({ account, accountName }) => told(`${accountWords(account, accountName)} loses its last known administrator`, { width, first: '  ! ', rest: '    ', tone: 'remove' })),
    ...impact.unknown.flatMap((text) => told(safe(text), { width, first: '  ? ', rest: '    ', tone: 'faint' })),
  ]
}

function accountWords(account: string, name: string | undefined): string {
  return name === undefined ? safe(account) : `${safe(name)} (${safe(account)})`
}
