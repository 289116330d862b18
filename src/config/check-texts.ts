/** Whether the fetched texts are what they are for. Of a wrong one only its place is told: tokens and addresses get mixed up. */
import { createPrivateKey } from 'node:crypto'
import { remember } from '../model/secret.js'
import { isRecord } from './authored.js'
import type { Problem, Problems } from './problems.js'
import type { FetchedText, FetchedTexts } from './texts.js'

export function checkTexts(texts: FetchedTexts, form: 'flat' | 'full', problems: Problems): void {
  for (const [path, text] of texts) {
    const complain = (problem: Problem) => problems.error({ place: text.place, ...problem })
    if (path.endsWith('.endpoint')) checkEndpoint(text, problems, complain)
    if (path.endsWith('.access_token')) checkToken(text, complain)
    if (path.endsWith('.credentials')) checkCredentials(text, complain)
    if (path.endsWith('.bucket')) checkBucket(text, complain)
    if (path.endsWith('.key')) checkKey(text, complain)
    if (form === 'full' && text.inline && /\.(access_token|credentials)$/.test(path)) {
      problems.warn({
        summary: `${text.name} is written into the configuration file`,
        detail: 'Whoever reads the file has it. Write {secret: NAME#KEY}, {env: NAME} or {file: path} instead.',
        place: text.place,
      })
    }
  }
}

function checkEndpoint(text: FetchedText, problems: Problems, complain: (problem: Problem) => void): void {
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

function checkToken(text: FetchedText, complain: (problem: Problem) => void): void {
  // A token goes into a header as it is; AWS's are of [0-9a-zA-Z/=+\-], with no promise.
  if (!/^[\x21-\x7e]+$/.test(text.value)) {
    complain({
      summary: `${text.name} holds white space or characters that no token has`,
      detail: 'Copy the token again, alone.',
    })
  }
}

function checkBucket({ name, value }: FetchedText, complain: (problem: Problem) => void): void {
  if (/^(arn:\S+|[A-Za-z0-9][A-Za-z0-9._-]*)$/.test(value)) return
  complain({ summary: `${name} is not a bucket's name`, detail: 'Write the name alone, without s3:// and without the key; or the ARN of an access point.' })
}

/** S3 User Guide, "Naming Amazon S3 objects": 1,024 bytes of UTF-8; what lies beside the state adds to its key. */
function checkKey({ name, value }: FetchedText, complain: (problem: Problem) => void): void {
  if (value.endsWith('/')) complain({ summary: `${name} ends with a /, so it names a folder`, detail: 'Write the key of the state itself, as data/state.json.' })
  if (Buffer.byteLength(value) > 900) complain({ summary: `${name} is longer than 900 bytes`, detail: 'S3 takes 1024, and the lock, the journal and the history add their own.' })
}

function checkCredentials(text: FetchedText, complain: (problem: Problem) => void): void {
  const key = parse(text.value)
  const remedy = "Download the service account's key as JSON from the Google Cloud console: IAM, Service accounts, Keys."
  if (!isRecord(key)) {
    complain({ summary: `${text.name} is not a JSON key`, detail: remedy })
  } else if (key.type === 'external_account') {
    complain({
      summary: `${text.name} is of workload identity federation (external_account), which this version does not have`,
      detail: remedy,
    })
  } else if (key.type !== undefined && key.type !== 'service_account') {
    complain({ summary: `${text.name} is not a service account's key`, detail: remedy })
  } else if (typeof key.client_email !== 'string' || key.client_email === '') {
    complain({ summary: `${text.name} has no client_email`, detail: remedy })
  } else if (typeof key.private_key !== 'string' || key.private_key === '') {
    complain({ summary: `${text.name} has no private_key`, detail: remedy })
  } else {
    remember(key.private_key)
    if (!isPrivateKey(key.private_key)) {
      complain({
        summary: `${text.name}: its private_key is not a usable key`,
        detail: `Line breaks may have been lost on the way (they are \\n in JSON). ${remedy}`,
      })
    }
  }
}

/** No error of the parser's may get out: it quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
