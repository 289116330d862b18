/** What a plan must keep, as it is written in the configuration file. */
import * as z from 'zod'
import { DEFAULT_LIMITS } from '../model/policy.js'
import { Duration } from './config-parts.js'

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
})
