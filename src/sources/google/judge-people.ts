/** Whether a member is one of ours: the customer's list of users decides, and where it is silent a single read does. */
import type { Finding } from '../../model/finding.js'
import type { Directory } from './directory.js'
import { incomplete } from './explain-refusal.js'
import type { GroupNode } from './read-members.js'
import { Refusal } from './refusal.js'
import type { MemberRow, UserRow } from './rows.js'

export interface JudgePeopleOptions {
  directory: Pick<Directory, 'userExists'>
  users: ReadonlyMap<string, UserRow>
  nodes: ReadonlyMap<string, GroupNode>
  /** Ids of people whom our state holds. */
  known: readonly string[]
  /** Ids that filters gave: of users, by Google's word. */
  chosen: readonly string[]
  source: string
}

/**
 * Gives a finding for each member from outside. People outside the account have no `status`; one with a status is, by Google's word,
 * inside, so that his absence from the list of users needs an explanation: deleted meanwhile, or a list that is not whole.
 * @throws IdpscimError `SourceIncomplete` when somebody who is missing from the list of users is there after all
 */
export async function judgePeople({ directory, users, nodes, known, chosen, source }: JudgePeopleOptions): Promise<Finding[]> {
  const strangers = [...nodes.values()].flatMap((group) => group.people.filter(({ id }) => !users.has(id)).map((member) => ({ group, member })))
  const missing = new Map([...known, ...chosen].filter((id) => !users.has(id)).map((id) => [id, id]))
  for (const { member } of strangers) if (member.status) missing.set(member.id, labelOf(member))

  await Promise.all([...missing].map(([id, label]) => settle(directory, id, label, known)))
  return strangers.map(({ group, member }) => outsider(group, member, source))
}

async function settle(directory: Pick<Directory, 'userExists'>, id: string, label: string, known: readonly string[]): Promise<void> {
  try {
    if (!(await directory.userExists(id))) return
  } catch (error) {
    // Somebody else's user answers 403; for one of ours that would be a permission lost, and no leaver.
    if (error instanceof Refusal && error.status === 403 && !known.includes(id)) return
    throw error
  }
  throw incomplete(`Google's list of users lacks ${label}, who is there when asked for by id: the list is not whole`)
}

function outsider(group: GroupNode, member: MemberRow, source: string): Finding {
  const who = labelOf(member)
  return {
    code: 'outside-organisation',
    kind: 'membership',
    key: group.name,
    source,
    sourceId: group.id,
    summary: `${who} is a member of ${group.label}, but no user of this Google Workspace account`,
    remedy: `Remove ${who} from ${group.label} in Google, or make an account for this person in your organisation. Nothing is granted meanwhile.`,
  }
}

function labelOf(member: MemberRow): string {
  return member.email ?? member.id
}
