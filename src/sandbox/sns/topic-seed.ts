/** Topics of Amazon SNS, by name; what was published to each lies in it. */
import * as z from 'zod'

const name = z.string().regex(/^[\w-]{1,256}$/, 'is no name of a standard topic')

const Published = z.strictObject({ subject: z.string().optional(), message: z.string(), attributes: z.record(z.string(), z.string()).optional() })

export const TopicSeed = z.union([name, z.strictObject({ name, messages: z.array(Published).optional() })])
export type TopicSeed = z.infer<typeof TopicSeed>

export interface Topic {
  name: string
  messages: z.infer<typeof Published>[]
}

export function loadTopics(seeds: readonly TopicSeed[]): Topic[] {
  return seeds.map((seed) => (typeof seed === 'string' ? { name: seed, messages: [] } : { name: seed.name, messages: [...(seed.messages ?? [])] }))
}

/** The one account and Region of the sandbox. */
export function arnOf({ name: topic }: Topic): string {
  return `arn:aws:sns:us-east-1:123456789012:${topic}`
}
