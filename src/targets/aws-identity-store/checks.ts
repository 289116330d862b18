/** What has to be so before an identity store can be read: AWS credentials, the instance, and each reading action by itself. */
import { AwsRefusal } from '../../http/aws-json.js'
import { IdpscimError } from '../../errors.js'
import { createOnce } from '../../http/probe.js'
import { ok, type Check } from '../../model/check.js'
import { connect, findSetup, type ReadOperation } from './client.js'
import type { IdentityStoreOptions } from './aws-identity-store-target.js'
import { isMissing, readFailed } from './failures.js'
import { findInstance } from './instance.js'

/** Nobody's id: AWS judges whether one may ask before it looks for whom. */
const NOBODY = '00000000-0000-4000-8000-000000000000'
const MEMBER = { MemberId: { UserId: NOBODY } }
const named = (path: string) => ({ AlternateIdentifier: { UniqueAttribute: { AttributePath: path, AttributeValue: 'idpscim asks whether it may' } } })

const QUESTIONS: Readonly<Record<ReadOperation, Readonly<Record<string, unknown>>>> = {
  ListUsers: { MaxResults: 1 },
  ListGroups: { MaxResults: 1 },
  DescribeUser: { UserId: NOBODY },
  DescribeGroup: { GroupId: NOBODY },
  GetUserId: named('userName'),
  GetGroupId: named('displayName'),
  GetGroupMembershipId: { GroupId: NOBODY, ...MEMBER },
  ListGroupMemberships: { GroupId: NOBODY, MaxResults: 1 },
  ListGroupMembershipsForMember: { ...MEMBER, MaxResults: 1 },
  IsMemberInGroups: { ...MEMBER, GroupIds: [NOBODY] },
}

const WRITES = 'identitystore:CreateUser, UpdateUser, DeleteUser, CreateGroup, UpdateGroup, DeleteGroup, CreateGroupMembership and DeleteGroupMembership'

/** @param writes whether this API is what applies; otherwise it is read alone */
export function identityStoreChecks(options: Pick<IdentityStoreOptions, 'storeId' | 'region' | 'endpoint' | 'clock'>, { writes }: { writes: boolean }): Check[] {
  const once = createOnce()
  const soon = { ...options, attempts: { throttled: 3, failed: 2 } }
  const storeId = () => once('store', async () => options.storeId ?? (await findInstance(soon)).storeId)
  const client = () => once('client', async () => connect({ ...soon, storeId: await storeId() }))
  const answered = (operation: ReadOperation) =>
    once(operation, async () => {
      try {
        await (await client()).read(operation, QUESTIONS[operation])
        return undefined
      } catch (error) {
        if (error instanceof AwsRefusal && isMissing(error)) return undefined
        if (error instanceof AwsRefusal && error.type === 'AccessDeniedException') return error
        throw readFailed(`asking the identity store by ${operation}`, error)
      }
    })
  return [
    {
      name: 'AWS credentials',
      ask: async () => {
        const { region, until } = await findSetup(options).catch((error: unknown) => {
          throw readFailed('finding AWS credentials', error)
        })
        return ok(`found${until === undefined ? '' : `, until ${until.toISOString()}`}; Region ${region}`)
      },
    },
    ...(options.storeId === undefined
      ? [
          {
            name: 'sso:ListInstances',
            needs: ['AWS credentials'],
            ask: async () => ok(`the instance's store is ${await storeId()}`),
          },
        ]
      : []),
    {
      name: 'identity store',
      needs: ['AWS credentials', 'sso:ListInstances'],
      ask: async () => {
        await answered('ListGroups')
        return ok(`${await storeId()} answers`)
      },
    },
    ...(Object.keys(QUESTIONS) as ReadOperation[]).map(
      (operation): Check => ({
        name: `identitystore:${operation}`,
        needs: ['identity store'],
        ask: async () => {
          const refusal = await answered(operation)
          if (refusal === undefined) return ok('allowed')
          throw new IdpscimError('TargetRefused', `AWS refuses it: ${refusal.detail || refusal.type}`, {
            suggestions: [`Grant identitystore:${operation} on arn:aws:identitystore::ACCOUNT:identitystore/${await storeId()} and on arn:aws:identitystore:::user/*, group/* and membership/*: both kinds must match.`],
          })
        },
      }),
    ),
    ...(writes
      ? [
          {
            name: 'writing',
            needs: ['identity store'],
            ask: () => Promise.resolve({ status: 'unknown' as const, says: 'not tried: nothing is changed here', remedies: [`An apply needs ${WRITES}, on the same resources.`] }),
          },
        ]
      : []),
  ]
}
