/**
 * What a rule's `when` may ask about, in CEL: `change`, `plan` and `impact`. The names and types below are part of the configuration's form:
 * they are checked when it is read. What is not known or not there is absent: `has(change.after.title)` tells, and a rule that
 * asks for it all the same has no answer, which counts as if it held.
 */
import type { JudgedImpact } from './impact.js'

/** CEL tells types apart by their classes. */
class Facts {
  readonly [field: string]: unknown

  constructor(values: object) {
    Object.assign(this, values)
  }
}

/** The attributes of a user (RFC 7643 §4.1) or of a group (§4.2). Lists, `name` and `enterprise` are always there, and may be empty. */
export class AttributeFacts extends Facts {
  static readonly fields = {
    userName: 'string',
    externalId: 'string',
    displayName: 'string',
    name: 'NameFacts',
    emails: 'list<map<string, dyn>>',
    active: 'bool',
    addresses: 'list<map<string, dyn>>',
    phoneNumbers: 'list<map<string, dyn>>',
    title: 'string',
    userType: 'string',
    nickName: 'string',
    preferredLanguage: 'string',
    locale: 'string',
    timezone: 'string',
    enterprise: 'EnterpriseFacts',
  } as const

  constructor(attributes: object = {}) {
    const { name = {}, emails = [], addresses = [], phoneNumbers = [], enterprise = {}, ...rest } = attributes as Record<string, object>
    super({ ...rest, name: new NameFacts(name), emails, addresses, phoneNumbers, enterprise: new EnterpriseFacts(enterprise) })
  }
}

export class NameFacts extends Facts {
  static readonly fields = { formatted: 'string', familyName: 'string', givenName: 'string', middleName: 'string', honorificPrefix: 'string', honorificSuffix: 'string' } as const
}

export class EnterpriseFacts extends Facts {
  static readonly fields = { employeeNumber: 'string', costCenter: 'string', organization: 'string', division: 'string', department: 'string', manager: 'map<string, dyn>' } as const
}

/** One change of the plan, by the names that the plan's file has for it. */
export class ChangeFacts extends Facts {
  static readonly fields = {
    id: 'string',
    /** `user`, `group`, `membership`. */
    kind: 'string',
    /** `create`, `update`, `delete`, `deactivate`, `reactivate`, `adopt`, `add`, `remove`; `forget`, `transfer`, `schedule`, `unschedule`. */
    action: 'string',
    /** The user's or group's name after the change; a membership's group. */
    key: 'string',
    source: 'string',
    sourceId: 'string',
    /** Absent while the object is still to be created. */
    targetId: 'string',
    reason: 'string',
    /** People's keys: whom a membership change adds or removes, or who is in a group that is adopted; else empty. */
    members: 'list<string>',
    /** Of a group that is adopted: who is in and not desired. */
    extra: 'list<string>',
    /** What the target held and what it shall hold, within what this stack manages; empty where there is none. */
    before: 'AttributeFacts',
    after: 'AttributeFacts',
    /** Whether it calls nobody and only moves what the state remembers. */
    stateOnly: 'bool',
  } as const
}

type Counts = Readonly<Record<string, number>>

/** CEL's `int` is a bigint here. */
function countsOf(names: readonly string[]) {
  return class extends Facts {
    static readonly fields: Readonly<Record<string, string>> = Object.fromEntries(names.map((name) => [name, 'int']))

    constructor(counts: Counts) {
      super(Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, BigInt(count)])))
    }
  }
}

export const UserCounts = countsOf(['create', 'update', 'delete', 'deactivate', 'reactivate', 'adopt'])
export const GroupCounts = countsOf(['create', 'update', 'delete', 'adopt'])
export const MembershipCounts = countsOf(['add', 'remove'])
export const StateCounts = countsOf(['forget', 'transfer', 'schedule', 'unschedule', 'adopt'])
export const ManagedCounts = countsOf(['users', 'groups', 'memberships'])

/** As the plan's file counts: memberships in people, what calls nobody under `state`. */
export class SummaryFacts extends Facts {
  static readonly fields = { users: 'UserCounts', groups: 'GroupCounts', memberships: 'MembershipCounts', state: 'StateCounts' } as const

  constructor({ users, groups, memberships, state }: Readonly<Record<keyof typeof SummaryFacts.fields, Counts>>) {
    super({ users: new UserCounts(users), groups: new GroupCounts(groups), memberships: new MembershipCounts(memberships), state: new StateCounts(state) })
  }
}

/** The plan as a whole. */
export class PlanFacts extends Facts {
  static readonly fields = {
    /** How many changes it has. */
    changes: 'int',
    /** `plan.summary.users.delete`, `plan.summary.memberships.remove`, … */
    summary: 'SummaryFacts',
    /** What the stack manages before it: `plan.managed.users`, `.groups`, `.memberships`. */
    managed: 'ManagedCounts',
  } as const

  constructor({ changes, summary, managed }: { changes: number; summary: ConstructorParameters<typeof SummaryFacts>[0]; managed: Counts }) {
    super({ changes: BigInt(changes), summary: new SummaryFacts(summary), managed: new ManagedCounts(managed) })
  }
}

/** What one change is worth: accounts and permission sets. But for `known`, all is absent where nobody looked, or nobody could. */
export class ImpactFacts extends Facts {
  static readonly fields = {
    known: 'bool',
    /** Each has account, accountName, permissionSet, administrator, people; of losses, `left` people still have it. */
    gains: 'list<map<string, dyn>>',
    losses: 'list<map<string, dyn>>',
    /** Ids of the accounts and names of the permission sets in either list. */
    accounts: 'list<string>',
    permissionSets: 'list<string>',
    /** Whether one of them is administration of an account. */
    administrator: 'bool',
    /** Accounts that nobody known administers any more: each has account, accountName, people. */
    lastAdministrators: 'list<map<string, dyn>>',
    /** Names of the applications that people gain or lose. */
    applications: 'list<string>',
  } as const

  constructor(impact: JudgedImpact) {
    super(impact.known ? worthOf(impact) : { known: false })
  }
}

function worthOf({ known, gains, losses, applications, lastAdministrators }: JudgedImpact): object {
  const all = [...gains, ...losses]
  return {
    known,
    gains,
    losses: losses.map(({ left, ...loss }) => ({ ...loss, left: BigInt(left) })),
    accounts: distinct(all.map(({ account }) => account)),
    permissionSets: distinct(all.map(({ permissionSet }) => permissionSet)),
    administrator: all.some(({ administrator }) => administrator),
    lastAdministrators,
    applications: distinct([...applications.gains, ...applications.losses].map(({ application }) => application)),
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort()
}

export interface RuleFacts {
  change: ChangeFacts
  plan: PlanFacts
  impact: ImpactFacts
}

/** A compiled `when`: whether it holds of one change, or why that cannot be told. */
export type Condition = (facts: RuleFacts) => boolean | { unknown: string }
