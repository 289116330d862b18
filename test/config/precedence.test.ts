import { describe, expect, test } from 'vitest'
import { FLAT_SETTINGS, type FlatSetting } from '../../src/config/flags.js'
import { FLAT_ENV, google, load } from './desk.js'

const GIVERS = ['flag', 'env', 'file'] as const
type Giver = (typeof GIVERS)[number]

/** All ways to let some of the three give the customer. */
const MATRIX = Array.from({ length: 8 }, (_, bits) => GIVERS.filter((_, index) => (bits >> index) & 1))

const deskOf = (givers: readonly Giver[], value: (giver: Giver) => string) => ({
  flags: givers.includes('flag') ? { 'gws-customer': value('flag') } : {},
  env: { ...FLAT_ENV, ...(givers.includes('env') ? { IDPSCIM_GWS_CUSTOMER: value('env') } : {}) },
  files: givers.includes('file') ? { '/desk/.idpscim.yaml': `gws_customer: ${value('file')}\n` } : {},
})

describe('flags over environment over file over defaults', () => {
  test.each(MATRIX.map((givers) => [givers.join(', ') || 'nobody', givers] as const))('given by %s', async (_, givers) => {
    const config = await load(deskOf(givers, (giver) => `C-${giver}`))

    const [winner, ...losers] = givers
    expect(google(config).customer).toBe(winner === undefined ? 'my_customer' : `C-${winner}`)
    expect(config.warnings.map(({ summary }) => summary.match(/not "C-(\w+)"/)?.[1]).sort()).toEqual([...losers].sort())
  })

  test.each(MATRIX.map((givers) => [givers.join(', ') || 'nobody', givers] as const))('is quiet where %s agree', async (_, givers) => {
    const config = await load(deskOf(givers, () => 'C1'))

    expect(config.warnings).toEqual([])
  })

  test('takes an empty variable for one that is not set', async () => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_GWS_CUSTOMER: '' }, files: { '/desk/.idpscim.yaml': 'gws_customer: C1\n' } })

    expect(google(config).customer).toBe('C1')
  })

  test('replaces a list as a whole', async () => {
    const config = await load({ env: { ...FLAT_ENV, IDPSCIM_GWS_GROUPS_FILTER: 'a' }, files: { '/desk/.idpscim.yaml': 'gws_groups_filter: [b, c]\n' } })

    expect(google(config).groupsFilter).toEqual(['a'])
    expect(config.warnings.map(({ summary }) => summary)).toEqual(['IDPSCIM_GWS_GROUPS_FILTER overrides gws_groups_filter in /desk/.idpscim.yaml: ["a"] is used, not ["b", "c"]'])
  })

  test('has each flag, short form, variable and key once', () => {
    const settings: readonly FlatSetting[] = FLAT_SETTINGS
    for (const name of ['flag', 'char', 'env', 'key'] as const) {
      const names = settings.flatMap((setting) => setting[name] ?? [])

      expect(new Set(names).size).toBe(names.length)
    }
    for (const { flag, env, key } of settings) {
      if (flag !== undefined && env !== undefined) expect(env).toBe(`IDPSCIM_${flag.replaceAll('-', '_').toUpperCase()}`)
      if (flag !== undefined && key !== undefined) expect(key).toBe(flag.replaceAll('-', '_'))
    }
  })
})
