/** The configuration file in its full form: SPEC §4, as far as this version goes. */
import * as z from 'zod'
import { Duration, GroupExpressions, OpenText, USER_FIELD_NAMES, UserExpressions } from './config-parts.js'
import { PolicyFile } from './config-policy.js'
import { NotifyEntry } from './notify/notify.js'
import { SourceEntry } from './sources/sources.js'
import { TargetEntry } from './targets/targets.js'

const Mapping = z.strictObject({
  user_fields: z
    .array(z.enum(USER_FIELD_NAMES))
    .default([...USER_FIELD_NAMES])
    .meta({ description: 'Optional user attributes to synchronise; [] is none' }),
  user: UserExpressions.prefault({}).meta({ description: "User attributes by CEL over the source's object, named `user`" }),
  group: GroupExpressions.prefault({}).meta({ description: "The group's name by CEL over the source's object, named `group`" }),
})

const removal = z.enum(['deactivate', 'delete'])
const Lifecycle = z.strictObject({
  suspended: z
    .enum(['deactivate', 'remove'])
    .default('deactivate')
    .meta({ description: 'Suspended people: deactivate keeps their memberships, remove takes them too' }),
  removed: z
    .union(
      [
        removal,
        z.strictObject({
          action: removal.default('deactivate'),
          delete_after: z.union([z.literal('never'), Duration], { error: 'must be a span of time as 30d, or never' }).optional(),
        }),
      ],
      { error: 'must be deactivate, delete, or {action: deactivate, delete_after: 30d}' },
    )
    .default('deactivate')
    .meta({ description: 'People who left every source: deactivate, and delete after 30d unless delete_after says otherwise; or delete at once' }),
})

const lease = z
  .strictObject({ ttl: Duration.default('60s').meta({ description: "The lock's life when its holder stops renewing it" }) })
  .prefault({})
  .meta({ description: 'The lock on the state' })

const inFile = {
  type: z.literal('file').meta({ description: 'A file on this machine, or on a folder that machines share' }),
  path: OpenText.meta({ description: 'Path of the state file, relative to this configuration file' }),
}

const inS3 = {
  type: z.literal('s3').meta({ description: 'An object in Amazon S3, or in a server that honours its conditional writes' }),
  bucket: OpenText.meta({ description: 'Name of the bucket, or ARN of an access point' }),
  key: OpenText.meta({ description: 'Key of the state in the bucket; lock, journal and history lie beside it' }),
  region: OpenText.optional().meta({ description: "The bucket's Region; AWS_REGION or the profile's unless given" }),
  endpoint: OpenText.optional().meta({ description: "Replaces AWS's address, for other servers that speak S3" }),
  force_path_style: z.boolean().optional().meta({ description: 'Put the bucket into the path instead of the host name' }),
}

const State = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...inFile, lease }),
    z.strictObject({
      ...inS3,
      sse: z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).optional().meta({ description: "Server-side encryption asked for; the bucket's default unless given" }),
      kms_key_id: OpenText.optional().meta({ description: 'Key id, ARN or alias of the KMS key; means sse: aws:kms unless that is given' }),
      gzip: z.boolean().default(false).meta({ description: 'Compress the state when it is written; either is read' }),
      lease,
    }),
  ],
  { error: 'must be {type: file, path: …} or {type: s3, bucket: …, key: …}' },
)

const neighbourName = z.string().min(1).optional().meta({ description: 'How messages call it; its place unless given' })
const Neighbour = z.discriminatedUnion('type', [z.strictObject({ ...inFile, name: neighbourName }), z.strictObject({ ...inS3, name: neighbourName })], {
  error: 'must be {type: file, path: …} or {type: s3, bucket: …, key: …}',
})

const adopt = z.enum(['ids', 'keys', 'all'])

export const ConfigFile = z
  .strictObject({
    $schema: z.string().optional().meta({ description: 'For editors' }),
    version: z.literal(1).meta({ description: 'The version of this form' }),
    stack: z.string().min(1).optional().meta({ description: "The stack's name; the state file's name unless given" }),
    sources: z
      .array(SourceEntry)
      .min(1, { error: 'names no source' })
      .meta({ description: 'Where users and groups are read from; the first that holds a person owns them' }),
    mapping: Mapping.prefault({}).meta({ description: 'How source objects become users and groups' }),
    merge: z
      .strictObject({
        on_conflict: z
          .enum(['error', 'first'])
          .default('error')
          .meta({ description: "Two groups with one name: error blocks both, first takes the first source's" }),
      })
      .prefault({})
      .meta({ description: 'How several sources become one' }),
    lifecycle: Lifecycle.prefault({}).meta({ description: 'What becomes of people who are suspended or gone' }),
    target: TargetEntry.meta({ description: 'What is made to match' }),
    state: State.meta({ description: 'Where the stack remembers what it manages' }),
    neighbours: z.array(Neighbour).default([]).meta({ description: 'States of other stacks on this target, read only' }),
    policy: PolicyFile.prefault({}).meta({ description: 'What a plan must keep' }),
    adopt: z
      .strictObject({ plan: adopt.default('keys'), sync: adopt.default('ids') })
      .prefault({})
      .meta({
        description:
          'Which existing objects are taken over: ids, those that carry our id; keys, also those that have the name and no id; all, also those with another id',
      }),
    refresh: z
      .strictObject({ full_every: Duration.default('24h').meta({ description: 'After how long sync --refresh state reads the target in full' }) })
      .prefault({})
      .meta({ description: 'How often the target is read in full' }),
    notify: z.array(NotifyEntry).default([]).meta({ description: 'Whom sync and the Lambda function tell of what happened' }),
    log: z
      .strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']).optional().meta({ description: 'info unless given' }),
        format: z.enum(['text', 'json']).optional().meta({ description: 'text unless given' }),
      })
      .prefault({})
      .meta({ description: 'Logs, on stderr' }),
  })
  .meta({ title: 'idpscim configuration', description: 'Sources, target, state and policy of one stack' })
export type ConfigFile = z.output<typeof ConfigFile>
export type ConfigFileInput = z.input<typeof ConfigFile>
