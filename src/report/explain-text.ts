/** An explanation as a tree: from the source over the mapping, the state and the plan down to accounts in AWS. */
import type { Access, Explanation, GroupExplanation, Membership, Path, PersonExplanation, PlannedChange, Worth } from '../model/explanation.js'
import { grantName } from './impact-words.js'
import { type TextOptions, wrap } from './layout.js'
import { type Dye, paints, type Paint } from './paint.js'
import { safe, safeName } from './safe.js'
import { type Branch, treeLines } from './tree.js'
import { counted, joined, minute, number, seconds, short, spoken } from './words.js'

export interface ExplainTextOptions extends TextOptions {
  /** Members of a group that are shown before a count stands for the rest; 0 shows all. */
  limit?: number
}

const SHOWN = 200
/** Groups of somebody who is in none that is selected. */
const UNSELECTED = 20

export function explanationToText(explanation: Explanation, { limit = SHOWN, ...options }: ExplainTextOptions): string {
  const paint = paints(options.color)
  const branches = explanation.kind === 'user' ? aboutPerson(explanation, paint) : aboutGroup(explanation, paint, limit === 0 ? Infinity : limit)
  return [...wrap(`${explanation.kind} ${safeName(explanation.key)}`, options).map(paint.title), ...treeLines(branches, options.width), ''].join('\n')
}

function aboutPerson(person: PersonExplanation, paint: Paint): Branch[] {
  const { groups, shallBe, sources } = person
  const owner = shallBe === undefined || sources.length < 2 ? '' : `, one person in ${joined(sources.map(({ source }) => safe(source)))}, whose attributes are those of ${safe(shallBe.source)}`
  const becomes = shallBe === undefined ? undefined : `becomes ${safeName(shallBe.userName)} (${safeName(shallBe.displayName)}${shallBe.active ? '' : ', switched off'})${owner}`
  return [
    ...records(person, paint),
    ...unselected(person, paint),
    ...outcome(becomes, person, paint),
    ...standing(person, paint),
    { text: groups.length === 0 ? 'groups: none' : 'groups', under: groups.map((one) => membership(one, paint)) },
    access(person, paint),
    ...notes(person, paint),
  ]
}

function aboutGroup(group: GroupExplanation, paint: Paint, limit: number): Branch[] {
  const { shallBe, gives } = group
  return [
    ...records(group, paint),
    ...outcome(shallBe === undefined ? undefined : `becomes ${safeName(shallBe.displayName)}`, group, paint),
    ...standing(group, paint),
    ...worth(gives),
    ...(gives === undefined && group.target === undefined ? [{ text: 'gives nothing in AWS: it is not there', dye: paint.faint }] : []),
    members(group, paint, limit),
    ...notes(group, paint),
  ]
}

function records({ kind, sources, findings }: Explanation, paint: Paint): Branch[] {
  const told = sources.map(({ source, type, label, sourceId, suspended, selected }): Branch => ({
    text: `source ${safe(source)} (${safe(type)}): ${safeName(label)}, id ${safe(sourceId)}${suspended === true ? ', suspended' : ''}${selected ? '' : kind === 'user' ? '; in no group that is selected there' : '; not selected by the filter'}`,
    dye: selected && suspended !== true ? undefined : paint.warn,
  }))
  return [
    ...(told.length === 0 ? [{ text: 'source: in none', dye: paint.warn }] : told),
    ...findings.map(({ code, summary, remedy }): Branch => ({ text: `finding (${code}): ${safe(summary)}`, dye: paint.warn, under: [{ text: `remedy: ${safe(remedy)}` }] })),
  ]
}

function unselected({ unselected: paths, sources }: PersonExplanation, paint: Paint): Branch[] {
  if (paths.length === 0) return sources.some(({ selected }) => !selected) ? [{ text: 'in the source: in no group at all', dye: paint.faint }] : []
  const filter = [...new Set(paths.flatMap((path) => path.filter))]
  const left = paths.length - UNSELECTED
  return [
    {
      text: `in the source: in ${counted(paths.length, 'group')}, none of them selected${filter.length === 0 ? '' : ` by ${quoted(filter)}`}`,
      dye: paint.warn,
      under: [...paths.slice(0, UNSELECTED).map((path): Branch => ({ text: chain(path) })), ...(left > 0 ? [{ text: `and ${number(left)} more: --json tells all`, dye: paint.faint }] : [])],
    },
  ]
}

function outcome(becomes: string | undefined, { sources, findings }: Explanation, paint: Paint): Branch[] {
  if (becomes !== undefined) return [{ text: becomes }]
  if (sources.some(({ selected }) => selected)) return [{ text: findings.length > 0 ? 'becomes nothing new: the finding stands in the way' : 'becomes nothing', dye: paint.warn }]
  return []
}

function standing({ kind, key, managed, heldBy, target, changes, protected: isProtected }: Explanation, paint: Paint): Branch[] {
  const due = managed?.due === undefined ? '' : `, to be deleted ${minute(safe(managed.due))}`
  const other = heldBy === undefined ? '' : `; the stack "${safe(heldBy)}" on this target manages it`
  return [
    { text: `${managed === undefined ? 'state: not managed by this stack' : `state: managed for ${safe(managed.source)}${due}`}${other}`, dye: heldBy === undefined ? undefined : paint.warn },
    ...(isProtected ? [{ text: 'policy: protected by its name, never changed by this stack', dye: paint.warn }] : []),
    { text: target === undefined ? 'target: not there' : `target: id ${safe(target.id)}${target.name === key ? '' : `, called ${safeName(target.name)} there today`}${target.active === false ? ', switched off' : ''}`, dye: target?.active === false ? paint.warn : undefined },
    ...(changes.length === 0 ? [{ text: `plan: nothing to change of the ${kind === 'user' ? 'account' : 'group'} itself` }] : changes.map((change): Branch => ({ text: `plan: ${changeWords(change)}`, dye: paint.change }))),
  ]
}

const WORDS: Readonly<Record<Membership['standing'], string>> = { has: 'in', gains: 'will be in', loses: 'in, and will be out', keeps: 'in, and stays', lacks: 'not in' }

const dyesOf = (paint: Paint): Readonly<Record<Membership['standing'], Dye | undefined>> => ({ has: undefined, gains: paint.add, loses: paint.remove, keeps: paint.change, lacks: paint.faint })

/** One of a person's groups. */
function membership(one: Membership, paint: Paint): Branch {
  const { standing: how, paths, lost, ours } = one
  return {
    // The paths say it all of somebody who is in and shall be.
    text: `${safeName(one.key)}: ${WORDS[how]}${how === 'has' && paths.length > 0 ? '' : `; ${safe(one.why)}`}`,
    dye: dyesOf(paint)[how],
    under: [
      ...paths.map((path): Branch => ({ text: pathWords(path) })),
      ...(lost === undefined ? [] : [{ text: `lost ${minute(safe(lost.at))} by plan ${short(safe(lost.plan))}: ${safe(lost.reason)}` }]),
      ...(how === 'has' || how === 'keeps' || how === 'loses' ? [{ text: ours ? 'put in by this stack' : 'not put in by this stack' }] : []),
      ...worth(one.gives),
    ],
  }
}

function members({ members: all }: GroupExplanation, paint: Paint, limit: number): Branch {
  if (all === undefined) return { text: 'members: not read, because this stack does not manage the group', dye: paint.warn }
  const count = (standing: Membership['standing']) => all.filter((one) => one.standing === standing).length
  const counts = (['has', 'keeps', 'gains', 'loses', 'lacks'] as const).filter((standing) => count(standing) > 0).map((standing) => `${number(count(standing))} ${WORDS[standing]}`)
  // Who comes and who goes stands first: a list that is cut must not hide them.
  const sorted = (['loses', 'gains', 'keeps', 'has', 'lacks'] as const).flatMap((standing) => all.filter((one) => one.standing === standing))
  const left = sorted.length - limit
  const [shared, ...others] = new Set(all.map(({ why }) => why))
  const once = others.length === 0 && all.length > 1 && counts.length === 1 && count('has') === 0
  return {
    text: all.length === 0 ? 'members: none' : `members: ${counts.join('; ')}${once ? `; ${safe(shared ?? '')}` : ''}`,
    under: [...sorted.slice(0, limit).map((one) => member(one, paint, once)), ...(left > 0 ? [{ text: `and ${number(left)} more: --limit 0 lists all`, dye: paint.warn }] : [])],
  }
}

/** `tara@example.com: in, through engineering@example.com › sre@example.com`. */
function member({ key, standing: how, why, paths, ours }: Membership, paint: Paint, reasonIsTold: boolean): Branch {
  const sources = new Set(paths.map(({ source }) => source))
  const ways = paths.map(({ source, via }) => `${via.length === 0 ? 'directly' : `through ${via.map(safeName).join(' › ')}`}${sources.size > 1 ? ` in ${safe(source)}` : ''}`)
  if (reasonIsTold) return { text: [safeName(key), ...(ways.length === 0 ? [] : [joined(ways)])].join(': '), dye: dyesOf(paint)[how] }
  const way = ways.length === 0 ? '' : `${how === 'lacks' ? ', though a member ' : ', '}${joined(ways)}`
  const reason = (how === 'has' || how === 'gains') && paths.length > 0 ? '' : `; ${safe(why)}`
  return { text: `${safeName(key)}: ${WORDS[how]}${way}${reason}${how === 'has' && !ours ? '; not put in by this stack' : ''}`, dye: dyesOf(paint)[how] }
}

/** `in workspace: AWS-Developers › engineering › sre, selected by "name:AWS*"`. */
function pathWords(path: Path): string {
  return `in ${safe(path.source)}: ${chain(path)}${path.filter.length === 0 ? '' : `, selected by ${quoted(path.filter)}`}`
}

function chain({ group, via }: Path): string {
  return [group, ...via].map(safeName).join(' › ')
}

function quoted(filter: readonly string[]): string {
  return joined(filter.map((one) => `"${safe(one)}"`), 'or')
}

function worth(gives: Worth | undefined): Branch[] {
  if (gives === undefined) return []
  const all = [...gives.accounts.map((grant) => safe(grantName(grant))), ...gives.applications.map((name) => `the application ${safeName(name)}`)]
  return [{ text: all.length === 0 ? 'gives nothing in AWS' : `gives ${joined(all)}` }]
}

function access({ access: all, target, unknown, assignmentsReadAt }: PersonExplanation, paint: Paint): Branch {
  const words = ({ grant, application = '', groups, change }: Access): Branch => ({
    text: `${grant === undefined ? `the application ${safeName(application)}` : safe(grantName(grant))}: by ${joined(groups.map(safeName))}${change === undefined ? '' : change === 'gains' ? ', once the plan is applied' : ', until the plan is applied'}`,
    dye: change === undefined ? undefined : change === 'gains' ? paint.add : paint.remove,
  })
  if (all.length > 0) return { text: 'access to AWS by groups', under: all.map(words) }
  if (target?.active === false) return { text: 'access to AWS: none while switched off', dye: paint.faint }
  return assignmentsReadAt === undefined && unknown.length > 0 ? { text: 'access to AWS: not known', dye: paint.warn } : { text: 'access to AWS by groups: none' }
}

function notes({ at, unknown, assignmentsReadAt }: Explanation, paint: Paint): Branch[] {
  const age = assignmentsReadAt === undefined ? 0 : (Date.parse(at) - Date.parse(assignmentsReadAt)) / 1000
  return [
    ...(assignmentsReadAt === undefined
      ? []
      : [{ text: `assignments as they were ${minute(safe(assignmentsReadAt))}${age >= 1 ? ` (read ${seconds(age)} before, kept beside the state)` : ''}; what is assigned to single people, and other ways into an account, are not looked at`, dye: paint.faint }]),
    ...unknown.map((sentence): Branch => ({ text: `not known: ${safe(sentence)}`, dye: paint.warn })),
  ]
}

function changeWords({ id, reason }: PlannedChange): string {
  return `${safeName(spoken(id))}: ${safe(reason)}`
}
