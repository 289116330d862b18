/** What a plan must keep, as it is written in the configuration file. */
import * as z from 'zod'
import { DEFAULT_LIMITS } from '../model/policy.js'
import { Duration, OpenText } from './config-parts.js'
import { FACTS_DESCRIPTION } from './condition.js'

const percent = z.number().min(0).max(100).meta({ description: 'Percent of what the stack manages' })
const count = z.number().int().min(0)

type LimitName = Exclude<keyof typeof DEFAULT_LIMITS, 'windowMs' | 'source_shrinks'>

/** Each number that is left out keeps its default. */
function limit(name: LimitName, description: string) {
  const { percent: defaultPercent = 0, floor = 0 } = DEFAULT_LIMITS[name]
  return z
    .strictObject({
      percent: percent.default(defaultPercent),
      floor: count.default(floor).meta({ description: 'Allowed however little the stack manages' }),
      count: count.optional().meta({ description: 'Never more than this, whatever percent and floor allow' }),
    })
    .prefault({})
    .meta({ description })
}

const Limits = z.strictObject({
  window: Duration.default('24h').meta({ description: 'What the stack took within this time is charged too' }),
  remove_users: limit('remove_users', 'People deactivated, deleted, or left without any managed group'),
  delete_users: limit('delete_users', 'People deleted'),
  delete_groups: limit('delete_groups', 'Groups deleted'),
  remove_members: limit('remove_members', 'Memberships removed, over all groups'),
  remove_members_per_group: limit('remove_members_per_group', "Memberships removed from one group, of that group's members"),
  source_shrinks: z
    .strictObject({ percent: percent.default(DEFAULT_LIMITS.source_shrinks.percent) })
    .prefault({})
    .meta({ description: 'A source that shrank by more than this is read again before it is believed' }),
})

const Rule = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'How verdicts call it' }),
    when: z.string().min(1).meta({ description: `CEL that gives true or false, asked of each change. ${FACTS_DESCRIPTION}` }),
    require: z
      .strictObject({ approvals: z.number().int().min(1).meta({ description: 'So many different people of policy.approval.keys' }) })
      .optional()
      .meta({ description: 'A plan with such a change is applied once so many have approved it' }),
    deny: z.literal(true).optional().meta({ description: 'A plan with such a change is never applied: leave the change out (--exclude), or change the rule' }),
  })
  .meta({ description: 'A condition and its one consequence: require or deny. Where it cannot be told whether the condition holds, it counts as if it did' })

const ApproverKey = z.strictObject({
  name: z.string().min(1).meta({ description: 'Who signs with it; several keys of one name are one approver' }),
  public_key: OpenText.optional().meta({ description: 'Public key in PEM, here, as {file: path} or as {env: NAME}: Ed25519; of a key in KMS also ECDSA and RSA' }),
  kms_key: OpenText.optional().meta({ description: 'Key in AWS KMS: id, ARN, alias/NAME or ARN of an alias. Its public key is asked for when a plan is applied, unless public_key gives it' }),
})

const Approval = z.strictObject({
  required: z
    .union([z.boolean(), z.number().int().min(0)], { error: 'must be true (one approver), false, or how many approvers' })
    .default(false)
    .meta({ description: 'Whether every plan needs approval; a number: of so many different people' }),
  keys: z.array(ApproverKey).default([]).meta({ description: 'Whose signatures count' }),
})

const globs = z.array(z.string().min(1))

export const PolicyFile = z.strictObject({
  protect: z
    .strictObject({
      groups: globs.default([]).meta({ description: 'Groups that are never changed: names, with * for any run of characters and ? for any one' }),
      users: globs.default([]).meta({ description: 'People who are never changed: user names, with * and ?' }),
      defaults: z.boolean().default(true).meta({ description: 'Protect the groups that AWS Control Tower makes, too' }),
    })
    .prefault({})
    .meta({ description: 'What this stack never touches' }),
  limits: Limits.prefault({}).meta({ description: 'How much one plan may take away; each allows the larger of floor and percent, and never more than count' }),
  rules: z.array(Rule).default([]).meta({ description: 'Conditions on single changes that ask for approvals or forbid' }),
  approval: Approval.prefault({}).meta({ description: 'Who may approve plans (idpscim approve), and whether each must be. With keys, an override of a limit is signed, too; without, it is typed at the terminal of apply' }),
  on_drift: z
    .enum(['revert', 'report', 'block'])
    .default('revert')
    .meta({ description: 'What somebody else changed in the target: revert takes it back; report shows it and leaves it alone; block lets no plan take it back until each is held or accepted in a review' }),
  on_block: z
    .enum(['stop', 'hold'])
    .default('stop')
    .meta({ description: 'What sync does with a plan that policy blocks: stop applies nothing of it; hold keeps back what the verdicts name and what depends on it, and applies the rest' }),
})
