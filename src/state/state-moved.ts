/** The answer to a writer whose state is not the stored one any more. */
import { IdpscimError } from '../errors.js'

/** `keptAt` is where what would have been written is kept instead. */
export function stateMoved(place: string, expected: string | null, stored: string | null, keptAt?: string): IdpscimError {
  const what = stored === null ? 'it is gone' : expected === null ? 'there is one already' : 'it has changed'
  const kept = keptAt === undefined ? 'nothing was written' : `nothing was written there, and the new state is kept as ${keptAt}`
  return new IdpscimError('StateMoved', `${place} is not what was read: ${what}; ${kept}`, {
    suggestions: ['run the command again: it starts from the state as it is now'],
    facts: { expected, stored, ...(keptAt !== undefined && { keptAt }) },
  })
}
