/** What a sandbox starts with: one document, each section in its vendor's own field names. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { AwsSeed } from './aws-seed.js'
import { GithubSeed } from './github/github-seed.js'
import { GoogleSeed } from './google/google-seed.js'
import { EntraSeed } from './graph/graph-seed.js'

/** Sections that are left out are empty. */
export const Seed = z.strictObject({
  google: GoogleSeed.optional(),
  entra: EntraSeed.optional(),
  github: GithubSeed.optional(),
  aws: AwsSeed.optional(),
})
export type Seed = z.infer<typeof Seed>

/** Throws `BadSeed`, naming each place by its path. */
export function parseSeed(document: unknown): Seed {
  const parsed = Seed.safeParse(document)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => describe(issue))
  throw new IdpscimError('BadSeed', `the seed is not usable: ${problems.join('; ')}`, {
    suggestions: ['compare it with schemas/seed.schema.json, or start from what GET /state of a running sandbox answers'],
    facts: { problems },
  })
}

/** One sentence for each problem; inside a union, the problems of the alternative that came closest. */
function describe(issue: z.core.$ZodIssue, above: PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'invalid_union') {
    const closest = issue.errors.toSorted((one, other) => depth(other) - depth(one))[0]
    if (closest && depth(closest) > 0) return closest.flatMap((inner) => describe(inner, path))
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${place(path)}: ${message}`)
  return [`${place(path)}: ${issue.message.replace(/^Invalid input: expected .*, received undefined$/, 'is missing')}`]
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => (issue.code === 'unrecognized_keys' ? 1 : issue.path.length)))
}

/** `google.users[3].name`, as a reader would write it. */
function place(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the document'
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('')
}
