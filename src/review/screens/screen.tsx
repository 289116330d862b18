/** The whole screen: what is reviewed, where one is, the body, what was decided, and the keys that matter now. */
import { Box } from 'ink'
import { ends, sizeOfText } from '../cut.js'
import { goingOf, goingWords } from '../going.js'
import { isUnwritten } from '../deciding.js'
import type { Line } from '../line.js'
import { underCursor } from '../looking.js'
import { safe } from '../../report/safe.js'
import { minute, number, short } from '../../report/words.js'
import { START } from '../place.js'
import { readingWords } from '../reading-words.js'
import { VIEWS, type ReviewState, type View } from '../state.js'
import { lacksOnlyApproval } from '../verdicts.js'
import { isTooSmall, layoutOf, SMALLEST } from '../window.js'
import { DetailBody } from './detail-body.js'
import { ListBody } from './list-body.js'
import { QuestionBody } from './question-body.js'
import { Colors, Row } from './row.js'

export function Screen({ state, colors }: { state: ReviewState; colors: boolean }) {
  const { columns, rows, rules } = layoutOf(state.window)
  const rule = rules ? <Row line={{ text: '─'.repeat(columns), tone: 'faint' }} width={columns} /> : null
  if (isTooSmall(state.window)) return <TooSmall state={state} />
  return (
    <Colors.Provider value={colors}>
      <Box flexDirection="column" width={columns} height={rows}>
        <Row line={headLine(state, columns)} width={columns} />
        <Row line={{ text: tabs(state), tone: 'title' }} width={columns} />
        {rule}
        <Body state={state} />
        {rule}
        <Row line={statusLine(state, columns)} width={columns} />
        <Row line={{ text: keysLine(state), tone: 'faint' }} width={columns} />
      </Box>
    </Colors.Provider>
  )
}

function Body({ state }: { state: ReviewState }) {
  const { body, columns, aside } = layoutOf(state.window)
  const opened = state.opened.at(-1)
  if (state.question !== undefined) return <QuestionBody state={state} question={state.question} width={columns} />
  if (aside === 0 || (state.view === 'overview' && opened === undefined)) {
    return <Box height={body}>{opened === undefined ? <ListBody state={state} width={columns} /> : <DetailBody state={state} opened={opened} width={columns} focus />}</Box>
  }
  const preview = underCursor(state)
  const shown = opened ?? (preview === undefined ? undefined : { subject: preview, place: START, query: '' })
  return (
    <Box height={body} width={columns}>
      <Box width={columns - aside}>
        <ListBody state={state} width={columns - aside} />
      </Box>
      <Border height={body} />
      {shown === undefined ? <Row line={{ text: '' }} width={aside - 2} /> : <DetailBody state={state} opened={shown} width={aside - 2} focus={opened !== undefined} />}
    </Box>
  )
}

function Border({ height }: { height: number }) {
  return (
    <Box flexDirection="column" width={2}>
      {Array.from({ length: height }, (_, row) => (
        <Row key={row} line={{ text: '│', tone: 'faint' }} width={2} />
      ))}
    </Box>
  )
}

function TooSmall({ state: { window } }: { state: ReviewState }) {
  const lines = [`The window is ${window.columns}×${window.rows}.`, `A review needs ${SMALLEST.columns}×${SMALLEST.rows}.`, 'Make it larger, or q quits.'].slice(0, window.rows)
  return (
    <Box flexDirection="column">
      {lines.map((text) => (
        <Row key={text} line={{ text }} width={window.columns} />
      ))}
    </Box>
  )
}

function headLine({ index: { plan } }: ReviewState, width: number): Line {
  const right = lacksOnlyApproval(plan.policy.verdicts) ? 'needs approval' : plan.policy.blocked ? 'BLOCKED by policy' : `expires ${minute(plan.expiresAt)}`
  return { text: ends(` Plan ${short(plan.id)} for ${safe(plan.stack)}`, `${right} `, width), tone: plan.policy.blocked ? 'remove' : 'title' }
}

const NAMES: Readonly<Record<View, string>> = { drift: 'Drift', overview: 'Overview', changes: 'Changes', findings: 'Findings' }

/** The tab in view stands in brackets; where there is little room it alone has its name. */
function tabs({ view, window, reading, index: { plan } }: ReviewState): string {
  const counts: Readonly<Record<View, number | undefined>> = { drift: plan.drift.length, overview: undefined, changes: reading?.of ?? plan.changes.length, findings: plan.warnings.length }
  const named = (all: boolean) =>
    VIEWS.map((name, place) => {
      const count = counts[name] === undefined ? '' : ` ${number(counts[name])}`
      const text = all || name === view ? `${place + 1} ${NAMES[name]}${count}` : String(place + 1)
      return name === view ? `[${text}]` : ` ${text} `
    }).join(' ')
  return sizeOfText(named(true)) <= window.columns ? named(true) : named(false)
}

function statusLine(state: ReviewState, width: number): Line {
  if (state.notice !== undefined) return { ...state.notice, text: ` ${state.notice.text}` }
  if (state.reading !== undefined) return { text: ` ${readingWords(state.reading)}`, tone: 'title' }
  const right = isUnwritten(state) ? 'not written' : state.approved !== undefined ? 'approved' : state.written === undefined ? '' : 'written'
  return { text: ends(` ${goingWords(goingOf(state))}`, right === '' ? '' : `${right} `, width), tone: 'title' }
}

function keysLine({ question, opened, typing, view, window, reading, index }: ReviewState): string {
  const wide = window.columns >= 80
  const subject = opened.at(-1)?.subject
  if (question !== undefined) return question.kind === 'help' ? ' any key goes back' : ''
  if (reading !== undefined) return ` ${opened.length > 0 ? 'esc back' : 'tab next  enter open'}  ? help  q quit`
  if (typing) return ' type to filter  enter keep it  esc take it away'
  const last = wide ? 'a approve  w write  ? help  q quit' : '? help  q quit'
  if (subject?.kind === 'finding') return ` esc back  n p next  ${last}`
  if (subject?.kind === 'drift') return ` esc back  space revert or accept  ${last}`
  if (subject !== undefined) return ` esc back  space hold  ${index.plan.changes[subject.row]?.kind === 'membership' ? '/ people  ' : ''}n p next  ${last}`
  if (view === 'drift') return ` space revert or accept  enter open  ${last}`
  if (view === 'changes') return ` enter open  space hold  ${wide ? '/ filter  f kinds  ' : window.columns >= 60 ? '/ filter  ' : ''}${last}`
  if (view === 'findings') return ` enter open  tab next  ${last}`
  return ` tab next  ${last}`
}

