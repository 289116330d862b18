/** Whether the fetched texts are what they are for. Of a wrong one only its place is told: tokens and addresses get mixed up. */
import type { Problem, Problems } from './problems.js'
import type { FetchedText, FetchedTexts } from './texts.js'

export function checkTexts(texts: FetchedTexts, form: 'flat' | 'full', problems: Problems): void {
  for (const text of texts.values()) {
    const { rule, place } = text
    const complain = (problem: Problem) => problems.error({ place, ...problem })
    if (rule.holds === 'address') checkAddress(text, problems, complain)
    const problem = rule.check?.(text)
    if (problem !== undefined) complain(problem)
    if (form === 'full' && text.inline && rule.holds === 'secret') {
      problems.warn({
        summary: `${text.name} is written into the configuration file`,
        detail: 'Whoever reads the file has it. Write {secret: NAME#KEY}, {env: NAME} or {file: path} instead.',
        place,
      })
    }
  }
}

function checkAddress(text: FetchedText, problems: Problems, complain: (problem: Problem) => void): void {
  const url = URL.canParse(text.value) ? new URL(text.value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    complain({ summary: `${text.name} is not a web address`, detail: 'Write it as https://…' })
  } else if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    complain({ summary: `${text.name} holds more than host and path`, detail: 'Leave out user, password, query (?) and fragment (#).' })
  } else if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    problems.warn({
      summary: `${text.name} is http, not https`,
      detail: 'Tokens and personal data cross the network unencrypted.',
      place: text.place,
    })
  }
}
