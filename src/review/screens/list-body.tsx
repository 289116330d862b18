/** The list in view: drift, changes or findings, or the first look. */
import { Box } from 'ink'
import { driftBox, driftStanding, driftWho, driftWords } from '../drift-words.js'
import { ends } from '../cut.js'
import { listLine } from '../list-lines.js'
import type { Line, Lines } from '../line.js'
import { ENTRY_LINES, listRoom, overview } from '../looking.js'
import { safe } from '../../report/safe.js'
import { number } from '../../report/words.js'
import { readingWords } from '../reading-words.js'
import type { ReviewState } from '../state.js'
import { Row } from './row.js'
import { Rows } from './rows.js'

export function ListBody({ state, width }: { state: ReviewState; width: number }) {
  const { height } = listRoom(state)
  const { cursor, top } = state.places[state.view]
  const { plan } = state.index
  switch (state.view) {
    case 'overview':
      return <Rows lines={overview(state)} top={top} height={height} width={width} />
    case 'changes':
      return (
        <Box flexDirection="column">
          <Row line={filterLine(state, width)} width={width} />
          {state.list.lines.length === 0 ? (
            <Row line={{ text: `  ${emptyWords(state)}`, tone: 'faint' }} width={width} />
          ) : (
            <Rows lines={{ count: state.list.lines.length, at: (at) => listLine(state, at, width - 2) }} top={top} height={height} width={width} cursor={cursor} />
          )}
        </Box>
      )
    case 'drift':
      return (
        <Box flexDirection="column">
          <Row line={{ text: plan.drift.length === 0 ? ' Nothing changed in the target outside this stack.' : ' Changed in the target, not by this stack: revert it, or accept it.', tone: 'title' }} width={width} />
          <Entries lines={driftLines(state, width - 2)} place={{ cursor, top }} height={height} width={width} />
        </Box>
      )
    case 'findings':
      if (plan.warnings.length === 0) return <Row line={{ text: ' Nothing was found that cannot be planned as it is.', tone: 'title' }} width={width} />
      return <Entries lines={findingLines(state, width - 2)} place={{ cursor, top }} height={height} width={width} />
  }
}

function emptyWords({ reading, index }: ReviewState): string {
  if (reading !== undefined) return `${readingWords(reading)}; they are shown when all are.`
  return index.plan.changes.length === 0 ? 'Nothing is to be changed.' : 'No change is found by this filter; esc takes it away.'
}

function Entries({ lines, place, height, width }: { lines: Lines; place: { cursor: number; top: number }; height: number; width: number }) {
  return <Rows lines={lines} top={place.top * ENTRY_LINES} height={height * ENTRY_LINES} width={width} cursor={place.cursor * ENTRY_LINES} span={ENTRY_LINES} />
}

function driftLines({ index, choices }: ReviewState, width: number): Lines {
  const { drift } = index.plan
  return {
    count: drift.length * ENTRY_LINES,
    at: (line): Line => {
      const entry = Math.floor(line / ENTRY_LINES)
      const about = drift[entry]
      if (about === undefined) return { text: '' }
      const box = driftBox(choices, about, entry)
      if (line % ENTRY_LINES === 0) return { text: ends(`${box} ${driftWords(about)}`, '', width), tone: 'warn' }
      const who = driftWho(about)
      return { text: `         ${who === '' ? '' : `${who}; `}${driftStanding(choices, about, entry)}`, tone: 'faint' }
    },
  }
}

function findingLines({ index }: ReviewState, width: number): Lines {
  const { warnings } = index.plan
  return {
    count: warnings.length * ENTRY_LINES,
    at: (line): Line => {
      const finding = warnings[Math.floor(line / ENTRY_LINES)]
      if (finding === undefined) return { text: '' }
      return line % ENTRY_LINES === 0 ? { text: ends(`! ${safe(finding.summary)}`, finding.code, width), tone: 'warn' } : { text: `  ${safe(finding.remedy)}`, tone: 'faint' }
    },
  }
}

function filterLine({ list, typing, opened, reading, index }: ReviewState, width: number): Line {
  if (reading !== undefined) return { text: '' }
  const editing = typing && opened.length === 0
  const counts = list.query === '' && list.quick === 'all' ? number(index.plan.changes.length) : `${number(list.matches)} of ${number(index.plan.changes.length)}`
  const quick = list.quick === 'all' ? '' : `[${list.quick}] `
  const filter = editing || list.query !== '' ? `/${safe(list.query)}${editing ? '_' : ''}` : list.quick === 'all' ? '/ to filter, f for what takes away' : ''
  return { text: ends(` ${quick}${filter}`, `${counts} ${index.plan.changes.length === 1 ? 'change' : 'changes'}`, width - 1), tone: editing ? 'title' : 'faint' }
}
