/** What a valid configuration says, in a few lines. */
import { type TextOptions, wrap } from '../report/layout.js'
import { safe } from '../report/safe.js'
import { counted } from '../report/words.js'

export interface ConfigFacts {
  stack: string
  file?: string
  /** `held`: what the files of a source of type `file` hold. */
  sources: readonly { name: string; type: string; held?: { files: number; users: number; groups: number; memberships: number } | undefined }[]
  target: { type: string; endpoint?: string; store?: string }
  state: { type: 'file'; path: string } | { type: 's3'; bucket: string; key: string }
}

export function configToText(facts: ConfigFacts, warnings: number, { width }: TextOptions): string {
  const verdict = warnings === 0 ? 'The configuration is valid.' : `The configuration is valid, with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`
  const row = (label: string, value: string) => wrap(safe(value), { width, first: `  ${label.padEnd(8)} `, rest: ' '.repeat(11) })
  return [
    ...row('file', facts.file ?? 'none: flags and environment say everything'),
    ...row('stack', facts.stack),
    ...facts.sources.flatMap(({ name, type, held }) => row('source', `${name} (${type})${held === undefined ? '' : `: ${counted(held.users, 'user')}, ${counted(held.groups, 'group')} and ${counted(held.memberships, 'membership')} in ${counted(held.files, 'file')}`}`)),
    ...row('target', `${facts.target.endpoint ?? facts.target.store ?? ''} (${facts.target.type})`),
    ...row('state', facts.state.type === 'file' ? `${facts.state.path} (file)` : `s3://${facts.state.bucket}/${facts.state.key}`),
    verdict,
    '',
  ].join('\n')
}
