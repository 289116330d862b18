/** The terminal's other screen, entered and left. */
import { writeSync } from 'node:fs'

/** Lines end at the edge: terminals disagree on how wide some letters are, and one that is too wide shall not fall on the next line. */
const ENTER = '\u001b[?1049h\u001b[?7l\u001b[2J\u001b[H'
/** Attributes off, the cursor shown, lines wrapped again, the first screen back. */
const LEAVE = '\u001b[0m\u001b[?25h\u001b[?7h\u001b[?1049l'

/**
 * Gives the way back, which also runs when the process ends without it: after an error that nobody caught, or at a second signal.
 * Then only what is written at once still arrives.
 */
export function enterScreen(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream & { fd?: number }): () => void {
  let inside = true
  stdout.write(ENTER)
  const leave = () => {
    if (!inside) return
    inside = false
    process.off('exit', leave)
    if (stdin.isRaw) stdin.setRawMode(false)
    if (stdout.fd === undefined) stdout.write(LEAVE)
    else writeSync(stdout.fd, LEAVE)
  }
  process.on('exit', leave)
  return leave
}
