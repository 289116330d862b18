/** What changes are worth in AWS, as lines: below a change who gains and loses which accounts, and at the end the sum. */
import type { ChangeImpact, Impact } from '../model/impact.js'
import { accountTitle, grantName, impactPhrases, isAll } from './impact-words.js'
import { wrap } from './layout.js'
import { type ChangeTextOptions, names } from './listing.js'
import { safe } from './safe.js'
import { counted, minute, number } from './words.js'

/** `members`: the people of the change itself, who are not named again where it concerns them all. */
export function impactLines(impact: ChangeImpact | undefined, options: ChangeTextOptions, members: readonly string[] = []): string[] {
  if (impact === undefined) return []
  const { gains, losses, applications, lastAdministrators, assignments } = impact
  const { paint, width } = options
  const line = (sign: string, text: string) => wrap(text, { width, first: `        ${sign} `, rest: '            ' })
  const who = ({ people, more = 0 }: { people: readonly string[]; more?: number | undefined }) =>
    more === 0 && isAll(people, members) ? '' : `: ${counted(people.length + more, 'person', 'people')}: ${names(people, options)}${more === 0 ? '' : `, and ${number(more)} more`}`
  return [
    ...gains.flatMap((gain) => line('+', `gains ${safe(grantName(gain))}${who(gain)}`).map(paint.add)),
    ...losses.flatMap((loss) => line('-', `loses ${safe(grantName(loss))}; ${number(loss.left)} still ${loss.left === 1 ? 'has' : 'have'} it${who(loss)}`).map(paint.remove)),
    ...applications.gains.flatMap((gain) => line('+', `gains the application ${safe(gain.application)}${who(gain)}`).map(paint.add)),
    ...applications.losses.flatMap((loss) => line('-', `loses the application ${safe(loss.application)}${who(loss)}`).map(paint.remove)),
    ...lastAdministrators.flatMap((last) => line('!', `nobody known administrates ${safe(accountTitle(last))} any more: ${names(last.people, options)} did`).map(paint.warn)),
    ...(assignments === undefined ? [] : line('-', `dies with it: ${names([...assignments.accounts.map(grantName), ...assignments.applications], options) || 'no assignment'}`).map(paint.remove)),
  ]
}

/** For the plan's end. */
export function impactSumLines(impact: Impact | undefined, { width, paint }: ChangeTextOptions): string[] {
  if (impact === undefined) return []
  const scope = impact.scope === 'all' ? '' : ' (of the groups that are deleted; --impact asks for all)'
  const phrases = impactPhrases(impact)
  return [
    ...wrap(`Accounts and permission sets${scope}: ${phrases.length === 0 ? 'nobody gains or loses any' : phrases.join('; ')}${impact.readAt === undefined ? '' : `; as assignments were ${minute(safe(impact.readAt))}`}.`, { width, rest: '  ' }),
    ...impact.unknown.flatMap((text) => wrap(safe(text), { width, first: '  ! ' })),
  ].map(phrases.length === 0 ? paint.faint : paint.warn)
}
