/** The part of a list that is in its window, and nothing of the rest. */
import { Box } from 'ink'
import type { Line, Lines } from '../line.js'
import { Row } from './row.js'

export interface RowsProps {
  lines: Lines
  top: number
  height: number
  width: number
  /** The line that the cursor is on; undefined draws none. */
  cursor?: number | undefined
  /** Lines that the cursor covers. */
  span?: number
}

export function Rows({ lines, top, height, width, cursor, span = 1 }: RowsProps) {
  const shown = Array.from({ length: Math.max(0, Math.min(height, lines.count - top)) }, (_, place) => top + place)
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      {shown.map((at) => {
        const selected = cursor !== undefined && at >= cursor && at < cursor + span
        return <Row key={at - top} line={marked(lines.at(at), cursor === at, cursor !== undefined)} width={width} selected={selected} />
      })}
    </Box>
  )
}

/** Without colours the cursor is a sign of its own. */
function marked(line: Line, isCursor: boolean, hasCursor: boolean): Line {
  return hasCursor ? { ...line, text: `${isCursor ? '>' : ' '} ${line.text}` } : { ...line, text: ` ${line.text}` }
}
