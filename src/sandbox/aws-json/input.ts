/** Bodies of the AWS JSON protocol, checked; unknown members are left alone, as the services do. */
import * as z from 'zod'
import { AwsRefusal, invalid } from './refusal.js'

/** Throws `SerializationException` for what is no JSON object, `ValidationException` for what breaks a limit. */
export function readInput<Input>(schema: z.ZodType<Input>, body: string): Input {
  const parsed = schema.safeParse(objectOf(body))
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  const told = issues.map(({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`)
  throw invalid(`${told.length} validation error${told.length === 1 ? '' : 's'} detected: ${told.join('; ')}`)
}

function objectOf(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body) as unknown
  } catch {
    throw new AwsRefusal('SerializationException', 'The request body is not valid JSON')
  }
}
