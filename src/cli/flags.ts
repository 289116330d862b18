/** The flags that commands share, as oclif wants them: the global ones, the original's, and those of reading and applying. */
import { boolean, custom, integer, option, string } from '@oclif/core/flags'
import type { BooleanFlag, OptionFlag } from '@oclif/core/interfaces'
import { FLAT_FLAGS, FLAT_SETTINGS, type FlatFlag, type HelperFlag } from '../config/flags.js'

const GLOBAL = ['config-file', 'debug', 'log-format', 'log-level'] as const

/** On every command. */
export const globalFlags = {
  'config-file': string({ char: 'c', helpGroup: 'GLOBAL', summary: 'configuration file, YAML or JSON [default: .idpscim.yaml here, then at home]' }),
  'log-level': string({ char: 'l', helpGroup: 'GLOBAL', summary: 'debug, info, warn or error' }),
  'log-format': string({ char: 'f', helpGroup: 'GLOBAL', summary: 'text or json' }),
  debug: boolean({ char: 'd', allowNo: true, helpGroup: 'GLOBAL', summary: 'log everything, and show where an error came from' }),
  json: boolean({ helpGroup: 'GLOBAL', summary: 'one JSON document on stdout and nothing else there' }),
  'no-color': boolean({ helpGroup: 'GLOBAL', summary: 'no colours, as where NO_COLOR is set' }),
}

type Global = (typeof GLOBAL)[number]
type FlatFlags = {
  [Row in FlatFlag as Exclude<Row['flag'], Global>]: Row['kind'] extends 'boolean'
    ? BooleanFlag<boolean>
    : OptionFlag<(Row['kind'] extends 'list' ? string[] : string) | undefined>
}

/** The original's flags, short forms included, from the table of settings. */
export const flatFlags = Object.fromEntries(
  FLAT_FLAGS.filter(({ flag }) => !(GLOBAL as readonly string[]).includes(flag)).map((row) => [row.flag, flatFlag(row)]),
) as FlatFlags

/** Of `idpscimcli` alone. */
export const usersFilterFlag = Object.fromEntries(
  FLAT_SETTINGS.flatMap((row) => ('only' in row ? [[row.flag, flatFlag(row)]] : [])),
) as Record<'gws-users-filter', OptionFlag<string[] | undefined>>

function flatFlag(row: FlatFlag | HelperFlag): FlatFlags[keyof FlatFlags] {
  const shown = { summary: row.description, helpGroup: 'CONFIGURATION', ...('char' in row ? { char: row.char } : {}) }
  const onOff: BooleanFlag<boolean> = boolean({ ...shown, allowNo: true })
  if (row.kind === 'boolean') return onOff
  if (row.kind === 'list') return string({ ...shown, multiple: true, multipleNonGreedy: true })
  return string(shown)
}

/** How a plan is made. */
export const readingFlags = {
  refresh: option({ options: ['full', 'state'] as const, default: 'full', summary: 'read the target, or take the state for it' })(),
  adopt: option({ options: ['ids', 'keys', 'all'] as const, summary: 'which existing objects to take over: those with our id, those with the key and no id too, or all' })(),
  'allow-empty': boolean({ summary: 'believe a source that is empty or a filter that matches nothing' }),
  'same-person': string({ multiple: true, multipleNonGreedy: true, helpValue: 'KEY', summary: 'a userName that came back under a new id is the same person (repeatable)' }),
}

/** Which part of a plan. */
export const narrowingFlags = {
  only: string({ multiple: true, multipleNonGreedy: true, helpValue: 'KEY', summary: 'plan for these alone and for what they need: user:NAME or group:NAME (repeatable)' }),
  exclude: string({ multiple: true, multipleNonGreedy: true, helpValue: 'KEY', summary: 'leave these out, and what depends on them: user:NAME or group:NAME (repeatable)' }),
}

/** A whole number and a unit, or 0; milliseconds. */
const duration = custom<number>({
  parse: async (input) => {
    const { DURATION, durationMs } = await import('../config/duration.js')
    if (/^0[smhd]?$/.test(input)) return 0
    if (!DURATION.test(input)) throw new Error(`${JSON.stringify(input)} is no duration: write a whole number and s, m, h or d, as in 30s`)
    return durationMs(input)
  },
})

/** How a plan is applied. */
export const applyingFlags = {
  'lock-timeout': duration({ helpValue: '30s', summary: 'how long to wait for a lock that another holds [default: 0, resuming: its life and 10s]' }),
  parallelism: integer({ min: 1, max: 100, summary: "changes under way at once [default: as the target's limits allow]" }),
  verify: boolean({ summary: 'read back what was written' }),
}

/** With which key a plan is approved. */
export const signingFlags = {
  key: string({ helpValue: 'FILE', exclusive: ['kms-key'], summary: 'your private key: PKCS #8 in PEM, Ed25519' }),
  'kms-key': string({ helpValue: 'ID', summary: 'your key in AWS KMS: id, ARN, alias/NAME or ARN of an alias' }),
  as: string({ helpValue: 'NAME', summary: 'who approves, where the configuration does not know the key, or none is at hand' }),
}

/** For how long what a plan touched is left alone once it is taken back. */
export const holdFlag = { hold: duration({ helpValue: '24h', summary: 'keep the next plans from repeating it for so long, while the source is mended' }) }

/** How a plan or a state is shown. */
export const reportFlags = {
  format: option({ options: ['text', 'json', 'markdown', 'html'] as const, default: 'text', summary: 'for a terminal, for programs, for a comment on a pull request, or for a browser' })(),
  limit: integer({ min: 0, default: 200, helpValue: 'N', summary: 'entries that each section of a text lists before a count stands for the rest; 0 lists all' }),
}
