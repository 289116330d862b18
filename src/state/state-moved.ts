/** The answer to a writer whose state is not the stored one any more. */
import { IdpscimError } from '../errors.js'

export function stateMoved(place: string, expected: string | null, stored: string | null): IdpscimError {
  const what = stored === null ? 'it is gone' : expected === null ? 'there is one already' : 'it has changed'
  return new IdpscimError('StateMoved', `${place} is not what was read: ${what}; nothing was written`, {
    suggestions: ['run the command again: it starts from the state as it is now'],
    facts: { expected, stored },
  })
}
