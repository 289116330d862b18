/** The configuration's digest: what a plan rests on. A rotated secret or other order of keys leaves it; a changed filter moves it. */
import { digest } from '../model/json.js'
import type { Lifecycle } from '../model/policy.js'
import type { ConfigFile } from './config-file.js'
import type { Text } from './config-parts.js'
import type { TextRule } from './kind.js'
import { SOURCE_KINDS } from './sources/sources.js'
import { TARGET_KINDS } from './targets/targets.js'
import { trimEnd } from './texts.js'

/**
 * Texts count as they are written, and what is kept elsewhere by its reference alone: plan and apply come to the same digest though they do not
 * read the same values. Another target under the same reference is found out by its fingerprint.
 */
export function configDigest(file: ConfigFile, lifecycle: Lifecycle): string {
  return digest({
    sources: file.sources.map((source) => ({ ...source, ...writtenTexts(source, SOURCE_KINDS[source.type].texts) })),
    mapping: { ...file.mapping, user_fields: [...new Set(file.mapping.user_fields)].sort() },
    merge: file.merge,
    lifecycle,
    target: { ...file.target, ...writtenTexts(file.target, TARGET_KINDS[file.target.type].texts) },
  })
}

function writtenTexts(entry: object, texts: Readonly<Record<string, TextRule>>): Record<string, Written> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, { holds }]) => {
      const text = (entry as Record<string, Text | undefined>)[key]
      if (holds === 'secret') return [key, text === undefined ? null : reference(text)]
      return [key, holds === 'address' ? withoutSlash(written(text)) : written(text)]
    }),
  )
}

type Written = Text | null

function written(text: Text | undefined): Written {
  return typeof text === 'string' ? trimEnd(text) : (text ?? null)
}

function reference(secret: Text): Text {
  return typeof secret === 'string' ? 'inline' : secret
}

function withoutSlash(address: Written): Written {
  return typeof address === 'string' ? address.replace(/\/+$/, '') : address
}
