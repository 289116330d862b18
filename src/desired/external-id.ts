/** Our id on the target's objects: how a rename is known to be a rename. */
import type { SourceRules } from '../model/rules.js'

/** Google's id goes bare, as the original wrote it; other sources' behind the source's name, so that two can never claim one id. */
export function externalIdOf(source: SourceRules, id: string): string {
  return source.externalId === 'bare' ? id : `${source.name}.${id}`
}
