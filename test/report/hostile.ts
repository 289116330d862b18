/** Names as strangers may choose them, and plans and states that are made of them. */
import fc from 'fast-check'
import type { State } from '../../src/model/state.js'
import type { Plan } from '../../src/plan/plan.js'
import { person, samplePlan } from './sample-plan.js'

export const NASTY: readonly string[] = [
  '\u001b[2J\u001b[1;1H\u001b]0;owned\u0007', '\u009b31m', '\u0000\u0007\u0008\u007f', 'two\r\nlines\n\n# heading\n', '\u2028\u2029\u0085',
  '\u202egpj.exe\u202c', '\u2066\u2067\u2068\u2069\u200e\u200f', 'zero\u200bwidth\ufeff\u2060', 'ali\u200dce', '\u3164\u115f\u2800', `z${'\u0301\u0336'.repeat(300)}`, '\u0301', '\ud800', '\udfff\ud800',
  '<script>alert(1)</script>', '</script><script>alert(1)</script>', '<!--<script>', '-->', ']]>', '<![CDATA[', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', "' onmouseover='alert(1)", '&lt;b&gt;&amp;&#60;', '<details><summary>', '</details>', '</summary>', '</bdi></code>', '<style>*{display:none}</style>', '<?php ?>', '<https://example.net>', '<a@example.net>',
  '```', '````\n# out\n````', '``', '`', '`a` **b** `c`', '~~~', '`'.repeat(90), '| a | b |\n|---|---|', 'a|b', '\\|', '\\', '\\`', '---', '===', '***', '* * *', '- [x] done', '1. one', '1) one', '+ plus', '> quote', '> [!NOTE]', '# title', '    code', '\tcode',
  '@team', '@here', '@org/team', 'a@b.example', 'mailto:a@b.example', 'xmpp:a@b.example', 'www.example.net', 'http://example.net', 'https://example.net/)', 'ftp://example.net', '[link](javascript:alert(1))', '![image](https://example.net/x.png)', '[ref]: https://example.net', '[^1]', '[^1]: note', '#1', 'GH-1', 'org/repo#1', 'deadbeef', '0123456789abcdef0123456789abcdef01234567', ':tada:', '$`x`$', '$$x$$', '<br>', '**bold**', '__bold__', '_it_', '~~gone~~', '/close', '!1', '%1', '~label', 'javascript:alert(1)', '=1+1', '{{x}}', '${x}', '%s%n', '__proto__', 'constructor', 'toString', '', ' ', '   ', ' alice ', '\u00a0alice', 'null', 'undefined',
]

/** Mixtures of what formats obey, and anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY, ' ', ': ', ' is '), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...Array.from('`*_[]()<>#+-.!|~@:/\\&;\n\r "\'$^=w1a\u202e\u0301')), maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)

const FREE = new Set(['key', 'reason', 'summary', 'remedy', 'rule', 'subject', 'by', 'at', 'stack', 'name', 'type', 'toolVersion', 'lineage', 'source', 'sourceId', 'targetId', 'target', 'from', 'userName', 'displayName', 'title', 'nickName', 'externalId', 'value', 'givenName', 'familyName', 'department', 'api', 'operation', 'approver', 'account', 'accountName', 'permissionSet', 'application', 'group'])
const LISTS = new Set(['members', 'extra', 'filter', 'people', 'unknown', 'only', 'exclude', 'applications', 'added', 'removed'])

/** Every text that somebody else may choose, replaced: one name for one, so that what was equal stays equal. */
function replaced<T>(value: T, name: (text: string) => string): T {
  const walk = (inner: unknown, field: string): unknown => {
    if (typeof inner === 'string') return FREE.has(field) || LISTS.has(field) ? name(inner) : field === 'change' || field === 'id' || field === 'because' || field === 'drift' ? inner.replace(/^((?:user|group|membership):[a-z-]+:)(.*)$/s, (_, head: string, key: string) => head + name(key)) : inner
    if (Array.isArray(inner)) return inner.map((item) => walk(item, field))
    if (typeof inner === 'object' && inner !== null) return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key.includes(':') ? (walk(key, 'id') as string) : key, walk(item, key)]))
    return inner
  }
  return walk(value, '') as T
}

/** A plan with one of everything, its texts drawn in turn from `names`. */
export function planOfNames(names: readonly string[]): Plan {
  const { summary, ...plan } = richPlan()
  return { ...replaced(plan, namer(names)), summary }
}

export function stateOfNames(names: readonly string[]): State {
  const state: State = {
    formatVersion: 1, lineage: 'l', serial: 7, stack: 'staff', target: 't',
    users: [
      { key: 'alice', source: 'staff', sourceId: 'u1', targetId: 't1', attributes: person('alice', 'Alice Doe') },
      { key: 'erin', source: 'staff', sourceId: 'u2', targetId: 't2', attributes: person('erin', 'Erin Poe', { active: false }), deletion: { since: '2026-03-01T00:00:00.000Z', due: '2026-03-31T00:00:00.000Z' } },
    ],
    groups: [
      { key: 'AWS-Admins', source: 'staff', sourceId: 'g1', targetId: 't9', attributes: { displayName: 'AWS-Admins' }, members: ['alice'] },
      { key: 'AWS-None', source: 'staff', sourceId: 'g2', targetId: 't8', attributes: { displayName: 'AWS-None' }, members: [], accepted: { attributes: { displayName: 'AWS-All' }, added: ['alice'] } },
    ],
    taken: [],
    holds: [{ kind: 'group', key: 'AWS-Admins', source: 'staff', sourceId: 'g1', members: ['alice'], until: '2026-03-09T00:00:00.000Z', plan: 'f'.repeat(64) }, { kind: 'user', key: 'erin', source: 'staff', sourceId: 'u2', until: '2026-03-09T00:00:00.000Z', plan: 'f'.repeat(64) }],
    applied: { planId: '1111', at: '2026-03-01T08:00:00.000Z' },
  }
  return replaced(state, namer(names))
}

function namer(names: readonly string[]): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const name = known.get(text) ?? `${names[known.size % names.length] ?? ''}${known.size < names.length ? '' : known.size}`
    known.set(text, name)
    return name
  }
}

const GRANT = { account: '1111', accountName: 'prod', permissionSet: 'Admin', administrator: true }

/** With one of everything that a plan may hold. */
export function richPlan(): Plan {
  const plan = samplePlan()
  const [adopt] = plan.changes
  return samplePlan({
    changes: [
      ...plan.changes,
      { ...adopt, kind: 'group', action: 'delete', id: 'group:delete:Old', key: 'Old', source: 'staff', sourceId: 'g9', reason: 'no longer selected', dependsOn: [], before: { displayName: 'Old' } },
      { kind: 'group', action: 'transfer', id: 'group:transfer:Moved', key: 'Moved', source: 'staff', sourceId: 'g8', reason: 'moved', dependsOn: [], from: 'other' },
      { kind: 'group', action: 'hold', id: 'group:hold:Held', key: 'Held', source: 'staff', sourceId: 'g6', reason: 'taken back', dependsOn: [], until: '2026-03-09T00:00:00.000Z', members: ['bob'] },
      { kind: 'group', action: 'accept', id: 'group:accept:Kept', key: 'Kept', source: 'staff', sourceId: 'g7', reason: 'accepted', dependsOn: [], before: { displayName: 'Kept' }, accepted: { attributes: { displayName: 'kept' }, added: ['zoe'], removed: ['bob'] } },
    ] as Plan['changes'],
    drift: [
      ...plan.drift,
      { kind: 'user', key: 'gone', what: 'deleted', answer: 'keep' },
      { kind: 'membership', key: 'AWS-Admins', what: 'member-removed', members: ['alice'], answer: 'accept' },
    ],
    policy: {
      blocked: true,
      verdicts: [
        ...plan.policy.verdicts,
        { rule: 'limits.delete_users', ok: true, planned: 1, allowed: 0, summary: 'one goes', lifted: [{ by: 'Erin', reason: 'she asked for it' }], changes: [] },
        { rule: 'rules.admins need two', ok: false, summary: 'needs two', approvals: { required: 2, by: ['Dora'] }, remedy: 'ask', changes: [] },
      ],
    },
    impact: {
      known: true,
      scope: 'all',
      changes: {
        'membership:remove:AWS-Admins': { gains: [], losses: [{ ...GRANT, people: ['mallory'], left: 1 }], applications: { gains: [], losses: [{ application: 'Wiki', people: ['mallory'] }] }, lastAdministrators: [{ account: '1111', accountName: 'prod', people: ['mallory'] }] },
        'membership:add:AWS-Developers': { gains: [{ ...GRANT, people: ['person00'], more: 7 }], losses: [], applications: { gains: [{ application: 'Blog', people: ['person01'] }], losses: [] }, lastAdministrators: [] },
        'group:delete:Old': { gains: [], losses: [], applications: { gains: [], losses: [] }, lastAdministrators: [], assignments: { accounts: [GRANT], applications: ['Wiki'] } },
      },
      unknown: ['Something was not looked at.'],
    },
    undoes: 'd'.repeat(64),
    narrowed: [
      {
        from: 'f'.repeat(64), only: ['group:AWS-Admins'], exclude: ['user:zoe'], held: [{ change: 'user:delete:frank' }], accepted: [{ drift: 'membership:member-added:AWS-Admins', members: ['mallory'] }],
        pulledIn: [{ change: 'user:create:alice', because: 'membership:add:AWS-Developers' }], leftOut: [{ change: 'membership:remove:AWS-Admins', members: ['zoe'], because: 'user:delete:frank' }], rest: plan.summary,
      },
    ],
    approvals: [
      {
        formatVersion: 1, planId: 'a'.repeat(64), lineage: 'b5a2', target: 'scim:tenant', expiresAt: '2026-03-09T08:30:00.000Z', approver: 'Dora', key: 'k'.repeat(64), at: '2026-03-02T09:00:00.000Z',
        overrides: [{ limit: 'remove_members_per_group', group: 'AWS-Admins', reason: 'she leaves' }], signature: 'c2lnbg==',
      },
    ],
  })
}
