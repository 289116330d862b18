/** What a person can do about a verdict that blocks. `PLAN` stands for wherever the plan lies: reports put it in. */
import type { Change } from '../model/change.js'
import { overrideName, type Override } from '../model/approval.js'
import { shellWord } from '../model/shell-word.js'

/** @param about `signed`: approvers are configured, so an override is signed; `letThrough`: when the window will have let enough go */
export function wayOverLimit(about: { limit: Override['limit']; group?: string; signed: boolean; letThrough: string | undefined }): string {
  const { limit, group, signed, letThrough } = about
  const name = overrideName(about)
  const lift = signed
    ? `lift the limit for this plan: idpscim approve PLAN --override ${shellWord(name)} --reason TEXT`
    : 'lift the limit for this plan at a terminal: idpscim apply PLAN'
  const leaveOut = limit === 'remove_users' || limit === 'delete_users' ? 'user:NAME' : group === undefined ? 'group:NAME' : `group:${group}`
  return [
    `Find out why so many go. If it is meant, ${lift}.`,
    `Or leave some out: idpscim plan --exclude ${shellWord(leaveOut)}.`,
    ...(letThrough === undefined ? [] : [`Or plan again from ${letThrough} on, when enough lies before the window.`]),
    `Or raise policy.limits.${limit} and plan again.`,
  ].join(' ')
}

export function wayToApprove(changes: readonly Change[]): string {
  return `Have it approved: idpscim approve PLAN. Or leave that out: ${excluding(changes)}.`
}

export function wayAroundRule(changes: readonly Change[], key: string): string {
  return `Leave that out: ${excluding(changes)}. Or change ${key} and plan again.`
}

/** A few are named, as the narrowing takes them: users by their names, groups and their memberships by the group's. */
function excluding(changes: readonly Change[]): string {
  const names = [...new Set(changes.map(({ kind, key }) => `${kind === 'user' ? 'user' : 'group'}:${key}`))]
  const shown = names.length <= 3 ? names : ['user:NAME', 'group:NAME']
  return `idpscim plan ${shown.map((name) => `--exclude ${shellWord(name)}`).join(' ')}${names.length <= 3 ? '' : ' …'}`
}

/** The way out with the plan's own place in it. */
export function naming(way: string, place: string): string {
  return way.replace(/(idpscim (?:approve|apply)) PLAN\b/g, (_, command: string) => `${command} ${shellWord(place)}`)
}
