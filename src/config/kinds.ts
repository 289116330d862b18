/** The kinds of a configuration's sources, target and notifications, found by what is written: where texts stand, and what is to be made of an entry. */
import { type Path, pathText, valueAt } from './authored.js'
import type { ConfigFile } from './config-file.js'
import type { EntryGround, EntryTexts, TextRule } from './kind.js'
import { Secret } from '../model/secret.js'
import { NOTIFY_KINDS, type NotifyConfig } from './notify/notify.js'
import { SOURCE_KINDS, type SourceConfig } from './sources/sources.js'
import { TARGET_KINDS, type TargetConfig } from './targets/targets.js'
import type { Texts } from './texts.js'
import { Unread } from './unread.js'
import type { Kept } from './config.js'

/** The texts of all sources, of the target and of all notifications, as far as their types are known. */
export function kindTexts(root: unknown): { path: Path; rule: TextRule }[] {
  const entries = (room: string, kinds: Kinds) => {
    const list = valueAt(root, [room])
    return (Array.isArray(list) ? [...list.keys()] : []).flatMap((index) => textsAt(root, [room, index], kinds))
  }
  return [...textsAt(root, ['target'], TARGET_KINDS), ...entries('sources', SOURCE_KINDS), ...entries('notify', NOTIFY_KINDS)]
}

type Kinds = Readonly<Record<string, { texts: Readonly<Record<string, TextRule>> }>>

function textsAt(root: unknown, entry: Path, kinds: Kinds): { path: Path; rule: TextRule }[] {
  const type = valueAt(root, [...entry, 'type'])
  const texts = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type]?.texts : undefined
  return Object.entries(texts ?? {}).map(([key, rule]) => ({ path: [...entry, key], rule }))
}

/** Only what passed every check may come here. */
export function buildSource(source: ConfigFile['sources'][number], index: number, ground: EntryGround & { texts: Texts }): SourceConfig {
  return built<SourceConfig>(SOURCE_KINDS[source.type], source, ['sources', index], ground)
}

export function buildTarget(target: ConfigFile['target'], ground: EntryGround & { texts: Texts }): TargetConfig {
  return built<TargetConfig>(TARGET_KINDS[target.type], target, ['target'], ground)
}

export function buildNotify(entry: ConfigFile['notify'][number], index: number, ground: EntryGround & { texts: Texts }): NotifyConfig {
  return built<NotifyConfig>(NOTIFY_KINDS[entry.type], entry, ['notify', index], ground)
}

/** An entry and the kind of its type belong together: the compiler loses sight of that in a union. */
function built<Built>(kind: { build: (written: never, texts: EntryTexts, ground: EntryGround) => Built }, written: { type: string }, entry: Path, { texts, base }: EntryGround & { texts: Texts }): Built {
  return kind.build(written as never, entryTexts(entry, texts), { base })
}

function entryTexts(entry: Path, { fetched, unread }: Texts): EntryTexts {
  const at = (key: string) => {
    const path = pathText([...entry, key])
    return fetched.get(path) ?? unread.get(path)
  }
  return {
    kept(key): Kept | undefined {
      const text = at(key)
      return text === undefined || 'value' in text ? text?.value : new Unread(text.origin)
    },
    secret(key): Secret | Unread | undefined {
      const text = at(key)
      return text === undefined ? undefined : 'value' in text ? new Secret(text.value, text.origin, { since: text.since }) : new Unread(text.origin)
    },
  }
}
