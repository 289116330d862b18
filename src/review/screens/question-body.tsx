/** A question, in place of everything else. */
import { Box } from 'ink'
import { goingDeletes, goingOf, goingWords } from '../going.js'
import { helpLines } from '../help-lines.js'
import { linesOf, type Line } from '../line.js'
import { told } from '../text-lines.js'
import { safe } from '../../report/safe.js'
import { number } from '../../report/words.js'
import { limitsToLift } from '../question-keys.js'
import type { Question, ReviewState } from '../state.js'
import { layoutOf } from '../window.js'
import { Rows } from './rows.js'

export function QuestionBody({ state, question, width }: { state: ReviewState; question: Question; width: number }) {
  const { body } = layoutOf(state.window)
  const lines = question.kind === 'help' ? helpLines(width - 2) : questionLines(state, question, width - 2)
  return (
    <Box flexDirection="column">
      <Rows lines={linesOf(lines)} top={question.kind === 'help' ? question.place.top : 0} height={body} width={width} />
    </Box>
  )
}

function questionLines(state: ReviewState, question: Exclude<Question, { kind: 'help' }>, width: number): Line[] {
  const say = (text: string, tone: Line['tone'] = 'plain') => told(text, { width, tone })
  const going = goingOf(state)
  const left = goingWords(going)
  switch (question.kind) {
    case 'quit':
      return [...say('Your decisions are not written.', 'warn'), ...say(`${left}.`), { text: '' }, ...say('w  write the narrowed plan'), ...say('y  quit without it'), ...say('esc  go on reviewing')]
    case 'write':
      return [...say('Write the narrowed plan', 'title'), ...say(`${left}.`), { text: '' }, ...say(`to: ${safe(question.text)}_`), { text: '' }, ...say('A path, or s3://bucket/key. enter writes it, esc does not.', 'faint')]
    case 'replace':
      return [...say(`${safe(question.text)} is there already.`, 'warn'), ...say(question.text === state.index.place ? 'It is the plan that you are reviewing.' : 'Whatever it holds would be gone.'), { text: '' }, ...say('y  replace it'), ...say('n  write to another place')]
    case 'wait':
      return say(question.what)
    case 'lift': {
      const limits = limitsToLift(state)
      const more = limits.length > 5 ? say(`and ${number(limits.length - 5)} more`) : []
      return [
        ...say('Approve', 'title'),
        ...say('It passes limits:', 'remove'),
        ...limits.slice(0, 5).flatMap((text) => told(text, { width, first: 'x ', rest: '  ', tone: 'remove' })),
        ...more,
        { text: '' },
        ...say(`Why this plan, and no other, may do that: ${safe(question.text)}_`),
        { text: '' },
        ...say('enter goes on; without a reason no limit is lifted. esc approves nothing.', 'faint'),
      ]
    }
    case 'approve': {
      const wanted = goingDeletes(state)
      const verdict = limitsToLift(state).length === 0 ? [] : question.reason === undefined ? say('No limit is lifted.', 'warn') : say(`Limits are lifted: ${safe(question.reason)}`, 'warn')
      return [
        ...say('Approve', 'title'),
        ...say(`${left}.`, going.deletes > 0 ? 'remove' : 'plain'),
        ...verdict,
        { text: '' },
        ...say(wanted === 0 ? `Type y to approve: ${safe(question.text)}_` : `Type the number of deletions to approve: ${safe(question.text)}_`),
        { text: '' },
        ...say('enter approves, esc does not.', 'faint'),
      ]
    }
  }
}
