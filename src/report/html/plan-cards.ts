/** What a plan's page tells without a script: who loses what, what blocks, what it is worth, and what it rests on. */
import { type Approval, overrideName } from '../../model/approval.js'
import type { Drift } from '../../model/change.js'
import type { Narrowing, Plan, Verdict } from '../../plan/plan.js'
import { naming } from '../../plan/ways-out.js'
import { driftAnswer, driftPhrase } from '../drift-words.js'
import { impactPhrases, sumOfImpact } from '../impact-words.js'
import { lossesOf, lossPhrases } from '../losses.js'
import { askedOf } from '../narrowing-words.js'
import { numbersOf } from '../policy-text.js'
import { standingOf } from '../policy-words.js'
import { summarySentence } from '../summary-text.js'
import { counted, joined, minute, number, seconds, short, spoken } from '../words.js'
import { html, type Html, name } from './escape.js'

/** Names, groups and verdicts of one list that are told before a count stands for the rest. */
const TOLD = 20

export function blockingCard(plan: Plan, file: string | undefined): Html {
  const { policy } = plan
  const title = standingOf(plan).tone === 'waits' ? 'What it waits for' : 'Why it is blocked'
  const blocking = policy.verdicts.filter(({ ok }) => !ok)
  if (blocking.length === 0) return html``
  return html`<section class="card block"><h2>${title}</h2><ul>${blocking.slice(0, TOLD).map((verdict) => verdictItem(verdict, file))}${rest(blocking.length, 'verdict')}</ul></section>`
}

export function driftCard({ drift }: Plan): Html {
  if (drift.length === 0) return html``
  const item = (entry: Drift) => html`<li>${driftPhrase(entry)}${(entry.members ?? []).length === 0 ? html`` : html`: ${chips(entry.members ?? [])}`}<p class="numbers">${driftAnswer(entry)}</p></li>`
  return html`<section class="card drifted"><h2>Changed in the target, not by this stack</h2><ul>${drift.slice(0, TOLD).map(item)}${rest(drift.length, 'difference')}</ul></section>`
}

export function lossCard({ changes }: Plan): Html {
  const losses = lossesOf(changes)
  const phrases = lossPhrases(losses)
  if (phrases.length === 0) return html``
  const list = (label: string, keys: readonly string[]) => (keys.length === 0 ? [] : [html`<li>${label}: ${chips(keys)}</li>`])
  return html`<section class="card loss"><h2>Takes away</h2><p>${capital(phrases.join('; '))}.</p><ul>${list('people deleted', losses.deleted)}${list('people deactivated', losses.deactivated)}${list('groups deleted, with all their memberships', losses.groups)}${losses.memberships
    .slice(0, TOLD)
    .map(({ group, people }) => html`<li>${name(group)} loses ${number(people.length)}: ${chips(people)}</li>`)}${rest(losses.memberships.length, 'group')}</ul></section>`
}

export function impactCard({ impact }: Plan): Html {
  if (impact === undefined) return html``
  const phrases = impactPhrases(impact)
  const { administrators, abandoned } = sumOfImpact(impact.changes)
  const notes = [
    ...(administrators.gain.size === 0 ? [] : [html`<li>become administrator of an account: ${chips([...administrators.gain])}</li>`]),
    ...[...abandoned].slice(0, TOLD).map(([account, people]) => html`<li>nobody known administrates ${name(account)} any more: ${chips(people)} did</li>`),
    ...impact.unknown.map((text) => html`<li>${text}</li>`),
  ]
  const scope = impact.scope === 'all' ? '' : ' Only the groups that the plan deletes were asked for.'
  return html`<section class="card"><h2>Accounts and permission sets</h2><p>${phrases.length === 0 ? 'Nobody gains or loses access to an account' : capital(phrases.join('; '))}.${scope}</p>${notes.length === 0 ? html`` : html`<ul>${notes}</ul>`}</section>`
}

export function policyCard({ policy: { verdicts } }: Plan): Html {
  const passing = verdicts.filter(({ ok }) => ok)
  if (passing.length === 0) return html``
  return html`<section class="card"><details><summary>${counted(passing.length, 'rule passes', 'rules pass')}</summary><ul>${passing.slice(0, 10 * TOLD).map((verdict) => verdictItem(verdict))}${rest(passing.length, 'verdict', 10 * TOLD)}</ul></details></section>`
}

export function restsCard({ base, unmanaged, estimate }: Plan): Html {
  const state = base.lineage === null ? 'no state yet' : `serial ${number(base.serial)}`
  const others = joined([unmanaged.users === 0 ? '' : counted(unmanaged.users, 'user'), unmanaged.groups === 0 ? '' : counted(unmanaged.groups, 'group')].filter((text) => text !== ''))
  const rows: [string, Html][] = [
    ['state', html`${state}${base.refresh === 'full' ? '' : ', which stands for the target: it was not read'}`],
    ...base.snapshots.map(({ role, name: called, type, evidence }): [string, Html] => [
      role,
      html`${role === called ? html`` : html`${name(called)} `}(${type}): ${joined([counted(evidence.users, 'user'), counted(evidence.groups, 'group'), counted(evidence.memberships, 'membership')])} on ${counted(evidence.pages, 'page')}, read ${minute(evidence.end)}${evidence.filter.length === 0 ? html`` : html`, filter ${chips(evidence.filter)}`}`,
    ]),
    ['adopts by', html`${base.adopt}`],
    ['unmanaged', html`${others === '' ? 'nothing in the target' : `${others} in the target, never touched`}`],
    ...Object.entries(estimate.calls).map(([api, calls]): [string, Html] => {
      const total = Object.values(calls).reduce((sum, value) => sum + value, 0)
      return ['estimate', html`${counted(total, 'call')} to ${api} (${Object.entries(calls).map(([operation, count]) => `${operation} ${number(count)}`).join(', ')}), ${seconds(estimate.seconds)}`]
    }),
  ]
  return html`<section class="card"><details><summary>What it rests on</summary><dl>${rows.map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl></details></section>`
}

export function approvalCard({ approvals = [] }: Plan): Html {
  if (approvals.length === 0) return html``
  const item = ({ approver, at, overrides }: Approval) =>
    html`<li>${name(approver)} at ${minute(at)}${overrides.slice(0, TOLD).map((override) => html`<p>lifts <span class="rule">${overrideName(override)}</span>: ${override.reason}</p>`)}</li>`
  return html`<section class="card"><h2>Approvals</h2><p class="numbers">Apply checks their signatures.</p><ul>${approvals.slice(0, TOLD).map(item)}${rest(approvals.length, 'approval')}</ul></section>`
}

export function narrowingCard({ narrowed = [] }: Plan): Html {
  if (narrowed.length === 0) return html``
  const moved = (verb: string, why: string, parts: Narrowing['pulledIn']) => [
    ...parts.slice(0, TOLD).map(({ change, members = [], because }) => html`<li>${verb}: ${members.length === 0 ? html`` : html`${chips(members)} of `}${spoken(change)}, ${why} ${spoken(because)}</li>`),
    rest(parts.length, verb),
  ]
  const step = (narrowing: Narrowing) =>
    html`<p>Of plan <code>${short(narrowing.from)}</code>:</p><ul>${askedOf(narrowing).map(({ word, what }) => html`<li>${word} ${chips(what)}</li>`)}${moved('pulled in', 'for', narrowing.pulledIn)}${moved('left out', 'without', narrowing.leftOut)}<li>left for the next plan: ${summarySentence(narrowing.rest)}</li></ul>`
  return html`<section class="card"><h2>A part of a larger plan</h2>${narrowed.slice(0, TOLD).map(step)}${narrowed.length > TOLD ? html`<p>and ${number(narrowed.length - TOLD)} more steps</p>` : html``}</section>`
}

/** A bar where there is a limit to see it against. */
function verdictItem(verdict: Verdict, file = 'PLAN'): Html {
  const { planned, taken = 0, allowed, ok } = verdict
  const bar = planned === undefined || allowed === undefined ? html`` : html`<meter min="0" max="${Math.max(allowed, 1)}" value="${Math.min(planned + taken, Math.max(allowed, 1))}" low="${Math.max(allowed, 1) * 0.8}" high="${Math.max(allowed, 1) * 0.99}" optimum="0" aria-hidden="true"></meter>`
  const numbers = numbersOf(verdict)
  return html`<li><span class="rule">${verdict.rule}</span>${verdict.subject === undefined ? html`` : html` for ${name(verdict.subject)}`}: ${verdict.summary}${numbers === '' ? html`` : html`<p class="numbers">${bar}${numbers}</p>`}${verdict.approvals === undefined ? html`` : html`<div>approvals: ${number(verdict.approvals.by.length)} of ${number(verdict.approvals.required)} ${chips(verdict.approvals.by)}</div>`}${(verdict.lifted ?? []).map(({ by, reason }) => html`<p>Lifted for this plan by ${name(by)}: ${reason}</p>`)}${verdict.remedy === undefined || ok ? html`` : html`<p><span class="label">Way out:</span> ${naming(verdict.remedy, file)}</p>`}</li>`
}

function chips(keys: readonly string[]): Html {
  if (keys.length === 0) return html``
  const more = keys.length <= TOLD ? html`` : html`<li class="rest">and ${number(keys.length - TOLD)} more</li>`
  return html`<ul class="chips">${keys.slice(0, TOLD).map((key) => html`<li>${name(key)}</li>`)}${more}</ul>`
}

function rest(count: number, noun: string, told = TOLD): Html {
  return count <= told ? html`` : html`<li>and ${counted(count - told, `more ${noun}`)}</li>`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
