/** The terminal's other screen, entered and left. */
import { writeSync } from 'node:fs'

const ENTER = '\u001b[?1049h\u001b[2J\u001b[H'
/** Attributes off, the cursor shown, the first screen back. */
const LEAVE = '\u001b[0m\u001b[?25h\u001b[?1049l'

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
