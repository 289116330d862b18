/** Assignments as SSO Admin tells them, group by group, with the names that SSO Admin and Organizations have for what they name. */
import * as z from 'zod'
import { IdpscimError } from '../errors.js'
import { inParallel } from '../http/in-parallel.js'
import type { Assignments, GroupGrants } from '../model/assignments.js'
import type { AssignmentReader } from './assignment-reader.js'
import { connect, listAll, type Call, type CallOptions, type Clients } from './calls.js'
import { refusedWords, unread } from './failures.js'

export interface SsoAdminReaderOptions extends CallOptions {
  /** Of the instance meant, where the Region has several. */
  storeId?: string
  /** Calls in flight at once; default 8. The pacer bounds them too. */
  concurrency?: number
}

const MOST = { MaxResults: 100 }
const APPLICATIONS_UNREAD = 'application assignments could not be read'

/** Calls nobody before the first reading. */
export function createSsoAdminReader(options: SsoAdminReaderOptions): AssignmentReader {
  let clients: Promise<Clients> | undefined
  return {
    async read(groupIds, target) {
      const readAt = new Date(options.clock.now()).toISOString()
      try {
        clients ??= connect(options)
        return { formatVersion: 1, readAt, target, ...(await readAll(await clients, groupIds, options)) }
      } catch (error) {
        throw unread('reading account assignments', error)
      }
    },
  }
}

type Content = Omit<Assignments, 'formatVersion' | 'readAt' | 'target'>

async function readAll(clients: Clients, groupIds: readonly string[], options: SsoAdminReaderOptions): Promise<Content> {
  const { concurrency = 8, onProgress } = options
  const { admin } = clients
  const InstanceArn = await instanceOf(admin, options.storeId)
  const gaps: string[] = []
  const applications = await optional(gaps, APPLICATIONS_UNREAD, [], () => listAll(admin, 'ListApplications', 'Applications', Application, { InstanceArn, ...MOST }))
  let done = 0
  const read = await inParallel(groupIds, concurrency, async (PrincipalId): Promise<[string, GroupGrants]> => {
    const principal = { InstanceArn, PrincipalId, PrincipalType: 'GROUP', ...MOST }
    const accounts = await listAll(admin, 'ListAccountAssignmentsForPrincipal', 'AccountAssignments', AccountAssignment, principal)
    // Where there is no application, nobody is assigned to one.
    const assigned =
      applications.length === 0
        ? []
        : await optional(gaps, APPLICATIONS_UNREAD, [], () => listAll(admin, 'ListApplicationAssignmentsForPrincipal', 'ApplicationAssignments', ApplicationAssignment, principal))
    onProgress?.({ type: 'read', system: 'AWS SSO Admin', operation: 'assignments', pages: ++done, rows: done })
    onProgress?.({ type: 'steps', system: 'AWS SSO Admin', operation: 'assignments', done, total: groupIds.length })
    return [
      PrincipalId,
      {
        accounts: accounts.map(({ AccountId, PermissionSetArn }) => ({ account: AccountId, permissionSet: PermissionSetArn })),
        applications: assigned.map(({ ApplicationArn }) => ApplicationArn),
      },
    ]
  })
  const grants = read.flatMap(([, { accounts }]) => accounts)
  const sets = [...new Set(grants.map(({ permissionSet }) => permissionSet))].sort()
  return {
    groups: Object.fromEntries(read),
    permissionSets: Object.fromEntries(await inParallel(sets, concurrency, async (arn) => [arn, await describeSet(admin, { InstanceArn, PermissionSetArn: arn }, gaps)] as const)),
    accounts: grants.length === 0 ? {} : await accountNames(clients.organizations, new Set(grants.map(({ account }) => account)), gaps),
    applications: Object.fromEntries(applications.flatMap(({ ApplicationArn, Name }) => (Name ? [[ApplicationArn, Name] as const] : []))),
    gaps: [...new Set(gaps)],
  }
}

const Instance = z.looseObject({ InstanceArn: z.string(), IdentityStoreId: z.string(), Status: z.string().nullish() })
const AccountAssignment = z.looseObject({ AccountId: z.string(), PermissionSetArn: z.string() })
const ApplicationAssignment = z.looseObject({ ApplicationArn: z.string() })
const Application = z.looseObject({ ApplicationArn: z.string(), Name: z.string().nullish() })
const Account = z.looseObject({ Id: z.string(), Name: z.string().nullish() })
const Policy = z.looseObject({ Arn: z.string() })

/** The ARN of the instance that is meant. @throws IdpscimError `TargetRefused` where there is none, or several */
export async function instanceOf(admin: Call, storeId: string | undefined): Promise<string> {
  const all = await listAll(admin, 'ListInstances', 'Instances', Instance, MOST)
  const meant = all.filter(({ IdentityStoreId, Status }) => (Status ?? 'ACTIVE') === 'ACTIVE' && (storeId === undefined || IdentityStoreId === storeId))
  const [only, ...others] = meant
  if (only !== undefined && others.length === 0) return only.InstanceArn
  const what = storeId === undefined ? 'IAM Identity Center instance' : `IAM Identity Center instance with the identity store ${storeId}`
  throw new IdpscimError('TargetRefused', only === undefined ? `the Region has no ${what} that these credentials may see` : `the Region has several IAM Identity Center instances`, {
    suggestions: [only === undefined ? "set target.region to the instance's primary Region" : 'say which is meant: target.identity_store_id'],
  })
}

async function describeSet(admin: Call, set: { InstanceArn: string; PermissionSetArn: string }, gaps: string[]): Promise<{ name?: string; administrator: boolean }> {
  const Described = z.looseObject({ PermissionSet: z.looseObject({ Name: z.string().nullish() }) })
  const name = await optional(gaps, "permission sets' names could not be read", undefined, async () => Described.parse(await admin('DescribePermissionSet', set)).PermissionSet.Name ?? undefined)
  const policies = await optional(gaps, "permission sets' policies could not be read, so that administrators are known by names alone", undefined, () =>
    listAll(admin, 'ListManagedPoliciesInPermissionSet', 'AttachedManagedPolicies', Policy, { ...set, ...MOST }),
  )
  const administrator = policies === undefined ? /administrator/i.test(name ?? '') : policies.some(({ Arn }) => /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/.test(Arn))
  return { ...(name === undefined ? {} : { name }), administrator }
}

async function accountNames(organizations: Call, wanted: ReadonlySet<string>, gaps: string[]): Promise<Record<string, string>> {
  const all = await optional(gaps, "accounts' names could not be read (organizations:ListAccounts)", [], () => listAll(organizations, 'ListAccounts', 'Accounts', Account))
  return Object.fromEntries(all.flatMap(({ Id, Name }) => (Name && wanted.has(Id) ? [[Id, Name] as const] : [])))
}

/** What is refused alone leaves a gap; what fails otherwise fails the reading. */
async function optional<T>(gaps: string[], gap: string, without: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    gaps.push(`${gap}: ${refusedWords(error)}`)
    return without
  }
}
