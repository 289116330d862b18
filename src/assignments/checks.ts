/** What has to be so before it can be told what groups give in AWS: each reading action of SSO Admin and Organizations by itself. */
import { IdpscimError } from '../errors.js'
import { AwsRefusal } from '../http/aws-json.js'
import { createOnce } from '../http/probe.js'
import { ok, type Check } from '../model/check.js'
import { connect, type Clients } from './calls.js'
import { unread } from './failures.js'
import { instanceOf, type SsoAdminReaderOptions } from './sso-admin-reader.js'

/** Nobody's id: AWS judges whether one may ask before it looks for whom. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

type Question = (instance: string) => Readonly<Record<string, unknown>>

const QUESTIONS: Readonly<Record<string, Question>> = {
  ListAccountAssignmentsForPrincipal: (InstanceArn) => ({ InstanceArn, PrincipalId: NOBODY, PrincipalType: 'GROUP', MaxResults: 1 }),
  ListApplications: (InstanceArn) => ({ InstanceArn, MaxResults: 1 }),
  ListApplicationAssignmentsForPrincipal: (InstanceArn) => ({ InstanceArn, PrincipalId: NOBODY, PrincipalType: 'GROUP', MaxResults: 1 }),
  DescribePermissionSet: (InstanceArn) => ({ InstanceArn, PermissionSetArn: noSetOf(InstanceArn) }),
  ListManagedPoliciesInPermissionSet: (InstanceArn) => ({ InstanceArn, PermissionSetArn: noSetOf(InstanceArn), MaxResults: 1 }),
}

/** To stand among the target's own. @param needed whether the policy rests on it; otherwise plans do without */
export function assignmentChecks(options: SsoAdminReaderOptions, { needed }: { needed: boolean }): Check[] {
  const once = createOnce()
  const clients = () => once('clients', () => connect({ ...options, attempts: { throttled: 3, failed: 2 } }))
  const instance = () => once('instance', async () => instanceOf((await clients()).admin, options.storeId))
  const check = (action: string, needs: string[], ask: (clients: Clients) => Promise<unknown>): Check => ({
    name: action,
    needs,
    ...(needed ? {} : { optional: true }),
    ask: async () => {
      try {
        await ask(await clients())
        return ok('allowed')
      } catch (error) {
        if (!(error instanceof AwsRefusal)) throw unread(`asking by ${action}`, error)
        if (error.type !== 'AccessDeniedException') return ok('allowed')
        throw new IdpscimError('TargetRefused', `AWS refuses it${needed ? '' : ', and plan --impact alone needs it'}: ${error.detail || error.type}`, { suggestions: [`Grant ${action} to the role, in the management account or the delegated administrator of IAM Identity Center.`] })
      }
    },
  })
  return [
    check('sso:ListInstances', ['AWS credentials'], instance),
    ...Object.entries(QUESTIONS).map(([operation, question]) => check(`sso:${operation}`, ['sso:ListInstances'], async ({ admin }) => admin(operation, question(await instance())))),
    check('organizations:ListAccounts', ['sso:ListInstances'], ({ organizations }) => organizations('ListAccounts', { MaxResults: 1 })),
  ]
}

/** The name of a permission set that no instance has. */
function noSetOf(instance: string): string {
  return `${instance.replace(/^(arn:[^:]+:sso):::instance\//, '$1:::permissionSet/')}/ps-0000000000000000`
}
