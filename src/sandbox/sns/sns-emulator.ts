/** Amazon SNS as far as publishing to a standard topic goes, in the AWS Query protocol: a form in, XML out. */
import { randomUUID } from 'node:crypto'
import type { Emulator, WireAnswer, WireRequest } from '../emulator.js'
import { arnOf, loadTopics, type Topic, type TopicSeed } from './topic-seed.js'

/** Bytes, attributes included: API Reference, Publish, Message. */
const MOST = 262_144

export function createSnsEmulator(): Emulator {
  let topics: Topic[] = []
  const operation = ({ method, body }: WireRequest) => (method === 'POST' ? (new URLSearchParams(body).get('Action') ?? 'unknown') : 'unknown')
  return {
    api: 'sns',
    operation: (request) => (operation(request) === 'Publish' ? 'Publish' : 'unknown'),
    handle: (request) => {
      if (operation(request) !== 'Publish') return refusal(400, 'InvalidAction', 'The action or operation requested is invalid. Verify that the action is typed correctly.')
      if (!/^AWS4-HMAC-SHA256 .*Signature=/.test(request.headers['authorization'] ?? '')) return refusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token')
      return publish(topics, new URLSearchParams(request.body))
    },
    refuse: (_request, status, cause = 'error') => {
      if (cause === 'throttle') return refusal(400, 'Throttled', 'Rate exceeded')
      return status === 403 ? refusal(403, 'AuthorizationError', 'User: sandbox is not authorized to perform: SNS:Publish') : refusal(status, status >= 500 ? 'InternalFailure' : 'InvalidParameter', 'The request is not let through')
    },
    // Amazon SNS endpoints and quotas: Publish, per account, us-east-1.
    rate: (name) => (name === 'Publish' ? 30_000 : undefined),
    load: (seed) => {
      topics = loadTopics((seed as { topics?: TopicSeed[] }).topics ?? [])
    },
    dump: () => (topics.length === 0 ? {} : { topics: topics.map(({ name, messages }) => ({ name, messages: [...messages] })) }),
  }
}

function publish(topics: readonly Topic[], form: URLSearchParams): WireAnswer {
  const [message, subject] = [form.get('Message') ?? '', form.get('Subject') ?? undefined]
  const attributes = attributesOf(form)
  const invalid = (reason: string) => refusal(400, 'InvalidParameter', `Invalid parameter: ${reason}`)
  if (message === '') return invalid('Empty message')
  const bytes = Object.entries(attributes).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), Buffer.byteLength(message))
  if (bytes > MOST) return invalid('Message too long')
  if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject)) return invalid('Subject')
  const topic = topics.find((one) => arnOf(one) === form.get('TopicArn'))
  if (topic === undefined) return refusal(404, 'NotFound', 'Topic does not exist')
  topic.messages.push({ ...(subject === undefined ? {} : { subject }), message, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) })
  return xml(200, `<PublishResponse ${NAMESPACE}><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`)
}

/** `MessageAttributes.entry.1.Name`, `….Value.StringValue`. */
function attributesOf(form: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {}
  for (let n = 1; form.has(`MessageAttributes.entry.${n}.Name`); n++) found[form.get(`MessageAttributes.entry.${n}.Name`) ?? ''] = form.get(`MessageAttributes.entry.${n}.Value.StringValue`) ?? ''
  return found
}

const NAMESPACE = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"'

function refusal(status: number, code: string, message: string): WireAnswer {
  const type = status >= 500 ? 'Receiver' : 'Sender'
  return xml(status, `<ErrorResponse ${NAMESPACE}><Error><Type>${type}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`)
}

function xml(status: number, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body }
}
