/** SSO Admin, the reading half: which instance there is, and who is assigned to accounts and applications. */
import * as z from 'zod'
import { createAwsJsonEmulator, type AwsJsonApi, type Caller } from '../aws-json/aws-json-emulator.js'
import { readInput } from '../aws-json/input.js'
import { pageOf, paged, type Paged } from '../aws-json/paging.js'
import { AwsRefusal } from '../aws-json/refusal.js'
import type { Emulator } from '../emulator.js'
import type { Room } from '../scim/room.js'
import { EMPTY_BOOK, INSTANCE, dumpBook, loadBook, type AccessBook, type PermissionSet, type Principal } from './access-book.js'
import type { AccessSeed } from './aws-access-seed.js'

export interface SsoAdminOptions {
  room: Room
  storeId: string
  account: string
  region: string
}

export interface SsoAdmin extends Emulator {
  book(): AccessBook
}

/** 20 requests a second, collectively: the user guide's quotas. */
const RATE = 20
const INSTANCE_ARN = `arn:aws:sso:::instance/${INSTANCE}`

const instance = { InstanceArn: z.string().regex(/^arn:aws[\w-]*:sso:::instance\/(sso)?ins-[a-zA-Z0-9-.]{16}$/) }
const principal = { PrincipalId: z.string().min(1).max(47), PrincipalType: z.enum(['USER', 'GROUP']) }
const permissionSet = { PermissionSetArn: z.string().min(10).max(1224) }
const account = { AccountId: z.string().regex(/^\d{12}$/) }
const application = { ApplicationArn: z.string().min(10).max(1224) }

export function createSsoAdminEmulator({ room, storeId, account: owner, region }: SsoAdminOptions): SsoAdmin {
  let book = EMPTY_BOOK
  const on =
    <Shape extends z.ZodRawShape>(shape: Shape, run: (input: z.infer<z.ZodObject<Shape>>, caller: Caller) => object): AwsJsonApi['operations'][string] =>
    (body, caller) => {
      const input = readInput(z.looseObject(shape) as unknown as z.ZodType<z.infer<z.ZodObject<Shape>>>, body)
      // Another Region has no instance.
      const asked = (input as { InstanceArn?: string }).InstanceArn
      if (asked !== undefined && (asked !== INSTANCE_ARN || caller.region !== region)) throw notFound(`Could not find instance ${asked}`)
      return run(input, caller)
    }
  /** Of the person directly and of all their groups, as AWS answers for a user; of a group alone. */
  const holds = ({ PrincipalId, PrincipalType }: { PrincipalId: string; PrincipalType: string }) => {
    const groups = PrincipalType === 'USER' ? [...(room.store.users.get(PrincipalId)?.groups.values() ?? [])].map(({ id }) => `GROUP ${id}`) : []
    const asked = new Set([`${PrincipalType} ${PrincipalId}`, ...groups])
    return (one: { principal: Principal }) => asked.has(`${one.principal.type} ${one.principal.id}`)
  }
  const setBy = ({ PermissionSetArn }: { PermissionSetArn: string }): PermissionSet => {
    const found = book.permissionSets.find(({ arn }) => arn === PermissionSetArn)
    if (!found) throw notFound(`Could not find permission set ${PermissionSetArn}`)
    return found
  }
  const emulator = createAwsJsonEmulator({
    api: 'sso-admin',
    prefix: 'SWBExternalService',
    signedFor: 'sso',
    clock: room.clock,
    rate: { together: RATE },
    load: (seed) => {
      book = loadBook(seed as AccessSeed, room, owner)
    },
    dump: (by) => dumpBook(book, room, by),
    operations: {
      ListInstances: on(paged, (input, caller) => {
        const instances = caller.region === region ? [{ InstanceArn: INSTANCE_ARN, IdentityStoreId: storeId, OwnerAccountId: owner, Status: 'ACTIVE' }] : []
        return list('Instances', instances, input)
      }),
      ListPermissionSets: on({ ...instance, ...paged }, (input) => list('PermissionSets', book.permissionSets.map(({ arn }) => arn), input)),
      DescribePermissionSet: on({ ...instance, ...permissionSet }, (input) => {
        const { name, arn } = setBy(input)
        return { PermissionSet: { Name: name, PermissionSetArn: arn, SessionDuration: 'PT1H' } }
      }),
      ListManagedPoliciesInPermissionSet: on({ ...instance, ...permissionSet, ...paged }, (input) =>
        list('AttachedManagedPolicies', setBy(input).managedPolicies.map((name) => ({ Name: name, Arn: `arn:aws:iam::aws:policy/${name}` })), input),
      ),
      ListAccountAssignmentsForPrincipal: on({ ...instance, ...principal, ...paged, Filter: z.looseObject({ AccountId: account.AccountId.optional() }).optional() }, (input) => {
        const wanted = input.Filter?.AccountId
        return list('AccountAssignments', book.assignments.filter(holds(input)).filter((one) => wanted === undefined || one.account === wanted).map(shown), input)
      }),
      ListAccountAssignments: on({ ...instance, ...account, ...permissionSet, ...paged }, (input) => {
        const { arn } = setBy(input)
        return list('AccountAssignments', book.assignments.filter((one) => one.account === input.AccountId && one.permissionSet.arn === arn).map(shown), input)
      }),
      ListAccountsForProvisionedPermissionSet: on({ ...instance, ...permissionSet, ...paged }, (input) => {
        const { arn } = setBy(input)
        return list('AccountIds', unique(book.assignments.filter((one) => one.permissionSet.arn === arn).map((one) => one.account)), input)
      }),
      ListPermissionSetsProvisionedToAccount: on({ ...instance, ...account, ...paged }, (input) =>
        list('PermissionSets', unique(book.assignments.filter((one) => one.account === input.AccountId).map((one) => one.permissionSet.arn)), input),
      ),
      ListApplications: on({ ...instance, ...paged }, (input) => list('Applications', book.applications.map(({ arn, name }) => ({ ApplicationArn: arn, Name: name, InstanceArn: INSTANCE_ARN, Status: 'ENABLED' })), input)),
      DescribeApplication: on(application, ({ ApplicationArn }) => {
        const found = book.applications.find(({ arn }) => arn === ApplicationArn)
        if (!found) throw notFound(`Could not find application ${ApplicationArn}`)
        return { ApplicationArn, Name: found.name, InstanceArn: INSTANCE_ARN, Status: 'ENABLED' }
      }),
      ListApplicationAssignmentsForPrincipal: on({ ...instance, ...principal, ...paged }, (input) =>
        list('ApplicationAssignments', book.applicationAssignments.filter(holds(input)).map((one) => ({ ApplicationArn: one.application.arn, PrincipalId: one.principal.id, PrincipalType: one.principal.type })), input),
      ),
    },
  })
  return { ...emulator, book: () => book }
}

function list(name: string, rows: readonly unknown[], input: Paged): object {
  const { values, token } = pageOf(`${name} ${JSON.stringify({ ...input, NextToken: undefined, MaxResults: undefined })}`, rows, input)
  return { [name]: values, ...token }
}

function shown(one: AccessBook['assignments'][number]): object {
  return { AccountId: one.account, PermissionSetArn: one.permissionSet.arn, PrincipalId: one.principal.id, PrincipalType: one.principal.type }
}

function notFound(message: string): AwsRefusal {
  return new AwsRefusal('ResourceNotFoundException', message)
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)]
}
