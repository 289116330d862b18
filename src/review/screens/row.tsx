/** One line on the screen: its colour by what it means, and where the cursor is. */
import { Text } from 'ink'
import { createContext, useContext } from 'react'
import { fill } from '../cut.js'
import type { Line, Tone } from '../line.js'

/** Whether colours are wanted. Nothing is told by colour alone. */
export const Colors = createContext(false)

const STYLES: Readonly<Record<Tone, { color?: string; bold?: boolean; dimColor?: boolean }>> = {
  plain: {},
  title: { bold: true },
  add: { color: 'green' },
  change: { color: 'yellow' },
  remove: { color: 'red' },
  warn: { color: 'yellow', bold: true },
  faint: { dimColor: true },
}

export function Row({ line, width, selected = false }: { line: Line; width: number; selected?: boolean }) {
  const colors = useContext(Colors)
  return (
    <Text {...(colors ? STYLES[line.tone ?? 'plain'] : {})} inverse={colors && selected} wrap="truncate-end">
      {fill(line.text, width)}
    </Text>
  )
}
