/** A state document of the original program, schema 1.0.0, read as forgivingly as its own reader did. */
import * as z from 'zod'
import { IdpscimError } from '../../errors.js'
import { shapeIssue } from '../../model/shape-issue.js'

/** Keys in whatever case (Go's decoder does not care), unknown ones dropped, nulls and empty texts read as absent. */
function lenient<S extends z.ZodRawShape>(shape: S) {
  const names = new Map(Object.keys(shape).map((name) => [name.toLowerCase(), name]))
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const name = names.get(key.toLowerCase())
        return name === undefined || item === null || item === '' ? [] : [[name, item as unknown]]
      }),
    )
  }, z.object(shape))
}

const text = z.string().optional()
const rows = <T extends z.ZodType>(row: T) => z.array(row).default([])
const list = <T extends z.ZodType>(row: T) => lenient({ hashCode: text, resources: rows(row) }).optional()

const OriginalGroup = lenient({ ipid: text, scimid: text, name: text, email: text, hashCode: text })
export type OriginalGroup = z.infer<typeof OriginalGroup>

const OriginalUser = lenient({
  name: lenient({ formatted: text, familyName: text, givenName: text, middleName: text, honorificPrefix: text, honorificSuffix: text }).optional(),
  enterpriseData: lenient({
    employeeNumber: text,
    costCenter: text,
    organization: text,
    division: text,
    department: text,
    manager: lenient({ value: text, $ref: text }).optional(),
  }).optional(),
  hashCode: text,
  ipid: text,
  scimid: text,
  userName: text,
  displayName: text,
  nickName: text,
  profileURL: text,
  title: text,
  userType: text,
  preferredLanguage: text,
  locale: text,
  timezone: text,
  /** Only up to v0.0.19: the primary address, where `emails` is absent. */
  email: text,
  emails: rows(lenient({ value: text, type: text, primary: z.boolean().optional() })),
  addresses: rows(lenient({ formatted: text, streetAddress: text, locality: text, region: text, postalCode: text, country: text })),
  phoneNumbers: rows(lenient({ value: text, type: text })),
  /** Left out by the original when it is false. */
  active: z.boolean().default(false),
})
export type OriginalUser = z.infer<typeof OriginalUser>

const OriginalMember = lenient({ ipid: text, scimid: text, email: text, status: text, hashCode: text })
export type OriginalMember = z.infer<typeof OriginalMember>

const OriginalRoster = lenient({ group: OriginalGroup.optional(), hashCode: text, resources: rows(OriginalMember) })
export type OriginalRoster = z.infer<typeof OriginalRoster>

const OriginalDocument = lenient({
  resources: lenient({ groups: list(OriginalGroup), users: list(OriginalUser), groupsMembers: list(OriginalRoster) }),
  schemaVersion: text,
  codeVersion: text,
  lastSync: text,
  hashCode: text,
})
export type OriginalDocument = z.infer<typeof OriginalDocument>

/**
 * Whether parsed JSON is the original's and not ours. Old files have no `schemaVersion`, so `resources` decides: an object
 * there, while Terraform's own states, which are sometimes mistaken for ours, have a list.
 */
export function isOriginal(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || 'formatVersion' in json) return false
  const resources: unknown = Object.entries(json).find(([key]) => key.toLowerCase() === 'resources')?.[1]
  return typeof resources === 'object' && resources !== null && !Array.isArray(resources)
}

/** Throws `BadStateFile` where the document is none of the original's, or of a schema that it never had. */
export function readOriginal(json: unknown, place: string): OriginalDocument {
  const checked = isOriginal(json) ? OriginalDocument.safeParse(json) : undefined
  if (checked?.success === true && (checked.data.schemaVersion ?? '1.0.0') === '1.0.0') return checked.data
  const issue = checked?.error?.issues[0]
  const why = checked?.success === true ? `its schemaVersion is ${checked.data.schemaVersion ?? ''}` : issue ? `at ${issue.path.join('.') || 'the top'}: ${shapeIssue(issue)}` : 'it has no resources'
  throw new IdpscimError('BadStateFile', `${place} is not a state of the original idpscim, schema 1.0.0: ${why}`, {
    suggestions: ['name the object that the original wrote: its bucket and key are aws_s3_bucket_name and aws_s3_bucket_key', 'or put the last good one back from a backup'],
    cause: checked?.error,
  })
}
