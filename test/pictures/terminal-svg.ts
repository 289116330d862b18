/** What a terminal shows, as a picture: a terminal that is not ours reads the text, and its cells are drawn. */
import xterm from '@xterm/headless'

const CELL = { width: 8.4, height: 18 }
const MARGIN = 16
/** The sixteen colours, on a dark ground; every one of 4.5:1 and more. */
const COLORS = ['#6b7280', '#ff8f9c', '#86d9a0', '#f0c277', '#9db4ff', '#d9a6ff', '#7fd6e0', '#e7e8ea', '#9aa1ad', '#ff8f9c', '#86d9a0', '#f0c277', '#9db4ff', '#d9a6ff', '#7fd6e0', '#ffffff']
const [GROUND, INK, FAINT] = ['#1d2025', '#e7e8ea', '#a2a8b3']

interface Run {
  column: number
  text: string
  columns: number
  style: string
  ground: string | undefined
}

export async function terminalSvg(text: string, { columns, title }: { columns: number; title: string }): Promise<string> {
  const lines = text.trimEnd().split('\n')
  const terminal = new xterm.Terminal({ cols: columns, rows: lines.length, allowProposedApi: true, convertEol: true })
  await new Promise<void>((done) => terminal.write(lines.join('\n'), done))
  const [width, height] = [columns * CELL.width + 2 * MARGIN, lines.length * CELL.height + 2 * MARGIN]
  const rows = lines.flatMap((_, row) => runsOf(terminal, row, columns).map((run) => runSvg(run, row)))
  terminal.dispose()
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" rx="10" fill="${GROUND}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

/** Cells of one look beside each other are one run. */
function runsOf(terminal: xterm.Terminal, row: number, columns: number): Run[] {
  const line = terminal.buffer.active.getLine(row)
  const runs: Run[] = []
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column)
    if (cell === undefined || cell.getWidth() === 0) continue
    const inverse = cell.isInverse() !== 0
    const color = cell.isFgDefault() ? (cell.isDim() !== 0 ? FAINT : INK) : (COLORS[cell.getFgColor()] ?? INK)
    const style = `fill="${inverse ? GROUND : color}"${cell.isBold() === 0 ? '' : ' font-weight="700"'}`
    const ground = inverse ? color : undefined
    const last = runs.at(-1)
    const text = cell.getChars() === '' ? ' ' : cell.getChars()
    if (last?.style === style && last.ground === ground) {
      last.text += text
      last.columns += cell.getWidth()
    } else runs.push({ column, text, columns: cell.getWidth(), style, ground })
  }
  return runs.filter(({ text, ground }) => text.trim() !== '' || ground !== undefined)
}

/** The length is said, so that every font keeps the columns. */
function runSvg({ column, text, columns, style, ground }: Run, row: number): string {
  const [x, y] = [MARGIN + column * CELL.width, MARGIN + row * CELL.height]
  const shown = text.trimEnd()
  const start = shown.length - shown.trimStart().length
  const bar = ground === undefined ? '' : `<rect x="${round(x)}" y="${y}" width="${round(columns * CELL.width)}" height="${CELL.height}" fill="${ground}"/>`
  if (shown === '') return bar
  const visible = shown.trimStart()
  const cells = columns - start - (text.length - shown.length)
  return `${bar}<text x="${round(x + start * CELL.width)}" y="${y + 13}" textLength="${round(cells * CELL.width)}" ${style}>${escaped(visible)}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('  ', '\u00a0\u00a0')
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}
