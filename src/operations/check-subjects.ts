/** Of one stack, everything that can be asked: each system's checks stand beside its adapter, and are put together here alone. */
import { addressOf } from '../config/state-place.js'
import type { SourceConfig } from '../config/sources/sources.js'
import type { TargetConfig } from '../config/targets/targets.js'
import { present } from '../config/unread.js'
import { aheadBy, type Network, type OnSkew } from '../http/reach.js'
import { ok, type Check, type Subject } from '../model/check.js'
import { stateChecks } from '../state/checks.js'
import { fileStateChecks } from '../state/file/checks.js'
import { asksForImpact, hasAwsCredentials } from './assignments.js'
import type { Context } from './context.js'
import { instanceOf } from './open-target.js'
import { entraOptions, githubOptions, googleOptions, openNeighbours, openStore, s3Options } from './wiring.js'

export interface Grounds {
  context: Context
  network: Network
  onSkew: OnSkew
}

export function sourceName({ name, type }: SourceConfig): string {
  return `source ${name} (${type})`
}

/** Vendors' clients are large things to load: only whose source is asked is loaded. */
export async function sourceChecks(source: SourceConfig, { context, network }: Grounds): Promise<readonly Check[]> {
  switch (source.type) {
    case 'google': {
      const { googleChecks } = await import('../sources/google/checks.js')
      return googleChecks(googleOptions(source, context), network)
    }
    case 'entra': {
      const { entraChecks } = await import('../sources/entra/checks.js')
      return entraChecks(await entraOptions(source, context), network)
    }
    case 'github': {
      const { githubChecks } = await import('../sources/github/checks.js')
      return githubChecks(githubOptions(source, context), network)
    }
    case 'file': {
      const { fileChecks } = await import('../sources/file/checks.js')
      return fileChecks({ ...source, clock: context.clock })
    }
  }
}

/** With what is asked of the same instance for `--impact`: an action that both need is one line. */
export async function targetChecks(grounds: Grounds): Promise<readonly Check[]> {
  const own = await readingChecks(grounds)
  const impact = await impactChecks(grounds)
  return [...own, ...impact.filter(({ name }) => own.every((check) => check.name !== name))]
}

async function readingChecks({ context, network }: Grounds): Promise<readonly Check[]> {
  const { config: { target }, clock, onProgress } = context
  switch (target.type) {
    case 'aws-scim': {
      const { awsScimChecks } = await import('../targets/scim/checks.js')
      const scim = awsScimChecks({ endpoint: present(target.endpoint), accessToken: present(target.accessToken), clock, onProgress }, network)
      return target.read === 'identity-store' ? [...scim, ...(await storeChecks(target, context))] : scim
    }
    case 'scim': {
      const { standardScimChecks } = await import('../targets/scim/checks.js')
      return standardScimChecks({ endpoint: present(target.endpoint), accessToken: present(target.accessToken), rates: target.rates, clock, onProgress }, network)
    }
    case 'aws-identity-store':
      return storeChecks(target, context)
  }
}

async function storeChecks(target: TargetConfig, { clock }: Context): Promise<readonly Check[]> {
  const { identityStoreChecks } = await import('../targets/aws-identity-store/checks.js')
  return identityStoreChecks({ ...instanceOf(target), clock }, { writes: target.type === 'aws-identity-store' })
}

/** Nobody needs AWS credentials to work by SCIM alone: then nothing is asked that a policy does not rest on. */
async function impactChecks({ context: { config, clock } }: Grounds): Promise<readonly Check[]> {
  const [instance, needed] = [instanceOf(config.target), asksForImpact(config.policy)]
  if (instance === undefined || (!needed && !hasAwsCredentials(config, process.env))) return []
  const { assignmentChecks } = await import('../assignments/checks.js')
  return assignmentChecks({ ...instance, clock }, { needed })
}

export function approversSubject({ context: { config } }: Grounds): Subject {
  return {
    name: 'approvers',
    checks: config.policy.approval.approvers.map((approver, index): Check => ({
      name: `key ${index + 1}, ${approver.name}`,
      ask: async () => {
        if ('publicKey' in approver) return ok(`${approver.publicKey.algorithm}, ${approver.publicKey.fingerprint.slice(0, 16)}`)
        const { fetchKmsKey } = await import('../signers/kms.js')
        const { algorithm, fingerprint } = await fetchKmsKey(approver.kmsKey)
        return ok(`${algorithm}, ${fingerprint.slice(0, 16)}, in AWS KMS`)
      },
    })),
  }
}

/** `onSkew` is told by S3's answers, too. */
export async function stateSubject({ context, onSkew }: Grounds): Promise<Subject> {
  const { state } = context.config
  const name = `state ${addressOf(state)}`
  const store = await openStore(context)
  if (state.type === 'file') return { name, checks: [...fileStateChecks(state), ...stateChecks(store)] }
  const { s3StateChecks } = await import('../state/s3/checks.js')
  const onDate = (date: number, tookMs: number) => {
    const now = context.clock.now()
    onSkew('Amazon S3', aheadBy(date, now - tookMs, now))
  }
  return { name, checks: [...s3StateChecks({ ...s3Options(state, context), onDate }), ...stateChecks(store, ['s3:ListBucket', 's3:GetObject', 'kms:Decrypt'])] }
}

export async function neighbourSubjects({ context }: Grounds): Promise<Subject[]> {
  const neighbours = await openNeighbours(context)
  return neighbours.map(({ name, store }) => ({
    name: `neighbour ${name}`,
    checks: [
      {
        name: 'state',
        ask: async () => {
          const stored = await store.read()
          if (stored !== undefined) return ok(`readable: ${stored.state.users.length} users, ${stored.state.groups.length} groups that are not ours to change`)
          return { status: 'warning', says: `there is none at ${store.place}`, remedies: ['Check the place under neighbours: a neighbour without a state holds nothing, and nothing of it is kept from us.'] }
        },
      },
    ],
  }))
}
