/** One message to an Amazon SNS topic. */
import type { Message } from './news.js'

/** The message attributes let a subscription choose: a filter policy of `{"occasion": ["blocked"]}`. Throws the SDK's errors. */
export async function publish(topic: string, { subject, text, markdown, occasion, stack }: Message): Promise<void> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
  const region = topic.split(':')[3]
  const client = new SNSClient({ ...(region === undefined ? {} : { region }), requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } })
  try {
    await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subjectLine(subject),
        Message: bodyOf(text, markdown),
        MessageAttributes: { occasion: { DataType: 'String', StringValue: occasion }, stack: { DataType: 'String', StringValue: stack } },
      }),
    )
  } finally {
    client.destroy()
  }
}

/** Bytes: SNS takes 262,144 with the attributes. The report alone is always within it. */
const MOST = 261_000

function bodyOf(text: string, markdown: string): string {
  const whole = `${text}\n\n${markdown}`
  return Buffer.byteLength(whole) <= MOST ? whole : markdown
}

/** ASCII without control characters, less than 100 characters: API Reference, Publish, Subject. */
function subjectLine(subject: string): string {
  return subject.replace(/[^\x20-\x7e]+/g, '?').slice(0, 99)
}
