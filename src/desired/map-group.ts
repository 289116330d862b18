/** One source group becomes what the target shall hold of it, or a finding. */
import type { Finding } from '../model/finding.js'
import { GroupAttributes } from '../model/group.js'
import type { MappingRules, SourceRules } from '../model/rules.js'
import type { MemberElsewhere, SourceGroup, SourceMember } from '../model/snapshot.js'
import { externalIdOf } from './external-id.js'
import { unfitGroup } from './fitness.js'

export interface MappedGroup {
  source: string
  sourceId: string
  /** The group's mail or other name that people tell it apart by. */
  label: string
  attributes: GroupAttributes
  members: readonly SourceMember[]
  elsewhere: readonly MemberElsewhere[]
  mode: 'whole' | 'additive'
  gainsOnly?: string
}

export function mapGroup(group: SourceGroup, source: SourceRules, mapping: MappingRules): MappedGroup | { finding: Finding } {
  const unfit = (why: string): { finding: Finding } => ({
    finding: {
      code: 'unmappable',
      kind: 'group',
      key: group.name === '' ? group.label : group.name,
      source: source.name,
      sourceId: group.id,
      summary: `the group ${group.label} cannot become a group of the target: ${why}`,
      remedy: `Give ${group.label} another name in ${source.name}, or map mapping.group.displayName from another field. Until then nothing about this group changes.`,
    },
  })

  let displayName: string | null
  try {
    displayName = mapping.group.displayName === undefined ? group.name : mapping.group.displayName(group.record)
  } catch (error) {
    return unfit(error instanceof Error ? error.message : String(error))
  }
  if (displayName === null || displayName === '') return unfit('it has no name')
  const attributes: GroupAttributes = { displayName, externalId: externalIdOf(source, group.id) }
  const why = unfitGroup(attributes)
  if (why !== undefined) return unfit(why)
  return {
    source: source.name,
    sourceId: group.id,
    label: group.label,
    attributes,
    members: group.members,
    elsewhere: group.elsewhere ?? [],
    mode: source.members,
    ...(group.gainsOnly === undefined ? {} : { gainsOnly: group.gainsOnly }),
  }
}
