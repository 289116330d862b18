/** One change, drift or finding, with a line above it that says which one of the list it is. */
import { Box } from 'ink'
import { ends } from '../cut.js'
import { detail, listRoom } from '../looking.js'
import { safe } from '../../report/safe.js'
import { number } from '../../report/words.js'
import type { Opened, ReviewState } from '../state.js'
import { layoutOf } from '../window.js'
import { Row } from './row.js'
import { Rows } from './rows.js'

export function DetailBody({ state, opened, width, focus }: { state: ReviewState; opened: Opened; width: number; focus: boolean }) {
  const lines = detail(state, opened)
  const height = layoutOf(state.window).body - 1
  const more = lines.count > height ? `${number(Math.min(lines.count, opened.place.top + height))} of ${number(lines.count)} lines` : ''
  return (
    <Box flexDirection="column" width={width}>
      <Row line={{ text: ends(focus ? title(state, opened) : ' enter opens it', more, width - 1), tone: focus && state.typing ? 'title' : 'faint' }} width={width} />
      <Rows lines={lines} top={opened.place.top} height={height} width={width} cursor={focus ? opened.place.cursor : undefined} />
    </Box>
  )
}

/** Which one of the list it is; titles of sections do not count. */
function ordinal(state: ReviewState): { place: number; of: number } {
  const { view, list, places } = state
  if (view !== 'changes') return { place: places[view].cursor + 1, of: listRoom(state).count }
  return { place: list.lines.subarray(0, places.changes.cursor + 1).reduce((count, line) => count + (line < 0 ? 0 : 1), 0), of: list.matches }
}

function title(state: ReviewState, { query, subject }: Opened): string {
  if (state.typing) return ` /${safe(query)}_`
  if (state.opened.length > 1) return ` esc goes back to where you came from (${number(state.opened.length - 1)})`
  const { place, of } = ordinal(state)
  return ` ${subject.kind} ${number(place)} of ${number(of)}: esc goes back, n and p to the next ones`
}
