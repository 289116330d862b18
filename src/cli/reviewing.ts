/** What `review` and `plan --review` share: a terminal or none, the screens, and what is said when they are gone. */
import { IdpscimError } from '../errors.js'
import type { Plan } from '../plan/plan.js'
import type { Doors, Ended } from '../review/run-review.js'
import { EXIT } from './exit.js'
import { wantsColor } from './output.js'
import type { Shell } from './shell.js'
import { ourCommand, shellWord } from './shell-words.js'
import type { ConfigFlags } from './stack.js'

/** @throws IdpscimError `BadUsage` where nobody could see a screen, or press a key */
export function refuseWithoutTerminal(place: string): void {
  if (process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb') return
  throw new IdpscimError('BadUsage', 'a review needs a terminal to draw on and to read keys from, and there is none', {
    suggestions: [
      `to read the plan: idpscim show ${shellWord(place)}`,
      'to plan for a part: idpscim plan --only KEY, or --exclude KEY',
      `to approve the plan: idpscim approve ${shellWord(place)}`,
    ],
  })
}

export interface Reviewing {
  shell: Shell
  flags: ConfigFlags
  toolVersion: string
  plan: Plan
  /** Where the plan lies. */
  place: string
}

export async function reviewOnTerminal(reviewing: Reviewing): Promise<number> {
  const { shell, plan, place } = reviewing
  // React decides by it when it is loaded; ink draws nothing where it believes to be in a pipeline, and a terminal is none.
  Object.assign(process.env, { NODE_ENV: 'production', CI: 'false', CONTINUOUS_INTEGRATION: 'false', DEV: 'false' })
  const { runReview } = await import('../review/run-review.js')
  const ended = await runReview({
    plan,
    place,
    colors: wantsColor(process.stdout, { color: shell.text.color }),
    doors: await doorsOf(reviewing),
    stdin: process.stdin,
    stdout: process.stdout,
    signal: shell.signal,
  })
  if (ended.interrupted) throw new DOMException('stopped by SIGINT', 'AbortError')
  tell(reviewing, ended)
  return EXIT.done
}

/** The configuration is read when something is to be written: to look, nobody needs one. */
async function doorsOf({ shell, flags, toolVersion, plan, place: from }: Reviewing): Promise<Doors> {
  const [{ exists, writePlanFile }, { decisionsOf }] = await Promise.all([import('../operations/files.js'), import('../review/decisions.js')])
  return {
    write: async (choices, place, replace) => {
      if (!replace && (place === from || (await exists(place)))) return undefined
      const [{ openStack }, { narrowReviewed }] = await Promise.all([import('./stack.js'), import('../operations/review.js')])
      const context = await openStack(shell, flags, toolVersion, ['target', 'state'])
      const narrowed = await narrowReviewed(context, plan, decisionsOf(choices))
      await writePlanFile(place, narrowed)
      return { place, id: narrowed.id, changes: narrowed.changes.length, deletes: narrowed.changes.filter(({ action }) => action === 'delete').length, blocked: narrowed.policy.blocked }
    },
    approve: () => Promise.reject(new IdpscimError('BadUsage', 'plans cannot be approved yet')),
    explain: (error) => (error instanceof Error ? error.message : String(error)),
  }
}

function tell({ shell, flags, place }: Reviewing, { state: { written, choices } }: Ended): void {
  if (shell.json) {
    shell.printJson({ plan: place, written: written ?? null, held: choices.held.size, accepted: choices.accepted.size })
    return
  }
  if (written === undefined) shell.print(`Nothing was written; the plan is as it was: ${ourCommand(['apply', place], flags)}\n`)
  else shell.print(`The narrowed plan is in ${written.place}${written.blocked ? ', blocked by policy' : ''}: ${ourCommand(['apply', written.place], flags)}\n`)
}
