/** The configuration's digest: what a plan rests on. A rotated secret or other order of keys leaves it; a changed filter moves it. */
import { digest } from '../model/json.js'
import type { Lifecycle } from '../model/policy.js'
import { pathText } from './authored.js'
import type { ConfigFile } from './config-file.js'
import type { FetchedTexts } from './texts.js'

/** Texts that are no secrets count by their value wherever they are kept; secrets count by their reference alone. */
export function configDigest(file: ConfigFile, texts: FetchedTexts, lifecycle: Lifecycle): string {
  const value = (...path: (string | number)[]): string | null => texts.get(pathText(path))?.value ?? null
  return digest({
    sources: file.sources.map((source, index) => ({
      ...source,
      customer: value('sources', index, 'customer') ?? source.customer,
      subject: value('sources', index, 'subject'),
      endpoint: withoutSlash(value('sources', index, 'endpoint')),
      credentials: reference(source.credentials),
    })),
    mapping: { ...file.mapping, user_fields: [...new Set(file.mapping.user_fields)].sort() },
    merge: file.merge,
    lifecycle,
    target: { ...file.target, endpoint: withoutSlash(value('target', 'endpoint')), access_token: reference(file.target.access_token) },
  })
}

function reference(secret: unknown): unknown {
  return typeof secret === 'string' ? 'inline' : secret
}

function withoutSlash(address: string | null): string | null {
  return address?.replace(/\/+$/, '') ?? null
}
