/** Secrets by name, each with its ARN and at most one version, the current one. */
import { createHash } from 'node:crypto'
import type { SecretSeed } from './secret-seed.js'

export type SecretValue = { SecretString: string } | { SecretBinary: string }

export interface Secret {
  name: string
  arn: string
  /** Seconds since the epoch, as the API counts. */
  createdAt: number
  isDeleted: boolean
  current?: { versionId: string; createdAt: number; value: SecretValue }
}

export type Secrets = ReadonlyMap<string, Secret>

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:'

/** What did not change keeps its version and its times. */
export function loadSecrets(seeds: Readonly<Record<string, SecretSeed>>, before: Secrets, now: number): Secrets {
  return new Map(Object.entries(seeds).map(([name, seed]) => [name, load(name, seed, before.get(name), now / 1000)]))
}

/** The six signs look random and are the same at every start, as a policy that names the ARN needs them. */
function load(name: string, seed: SecretSeed, before: Secret | undefined, createdAt: number): Secret {
  const secret = { name, arn: `${ARN}${name}-${signsOf(name)}`, createdAt: before?.createdAt ?? createdAt, isDeleted: isMarked(seed, 'deleted') }
  const value = valueOf(seed)
  if (!value) return secret
  const versionId = versionIdOf(name, value)
  return { ...secret, current: before?.current?.versionId === versionId ? before.current : { versionId, createdAt, value } }
}

function valueOf(seed: SecretSeed): SecretValue | undefined {
  if (typeof seed === 'string') return { SecretString: seed }
  if (isMarked(seed, 'deleted') || isMarked(seed, 'noValue')) return undefined
  return isMarked(seed, 'binary') ? { SecretBinary: String(seed['binary']) } : { SecretString: JSON.stringify(seed) }
}

const isMarked = (seed: SecretSeed, mark: string): seed is Record<string, never> =>
  typeof seed === 'object' && Object.keys(seed).length === 1 && Object.hasOwn(seed, mark)

export function dumpSecrets(secrets: Secrets): Record<string, SecretSeed> {
  return Object.fromEntries([...secrets].map(([name, { isDeleted, current }]) => [name, isDeleted ? { deleted: true } : dumpValue(current?.value)]))
}

function dumpValue(value: SecretValue | undefined): SecretSeed {
  if (!value) return { noValue: true }
  return 'SecretString' in value ? value.SecretString : { binary: value.SecretBinary }
}

/** By name or ARN, with the ARN's six signs or without: GetSecretValue, parameter SecretId. */
export function findSecret(secrets: Secrets, id: string): Secret | undefined {
  return secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.replace(/-\w{6}$/, '') === id)
}

function signsOf(name: string): string {
  return createHash('sha256').update(name).digest('base64').replace(/[+/=]/g, '').slice(0, 6)
}

function versionIdOf(name: string, value: SecretValue): string {
  const digest = createHash('sha256').update(JSON.stringify([name, value])).digest('hex')
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
