import { describe, expect, test } from 'vitest'
import { FLAT_ENV, google, lines, load, refused } from './desk.js'

const file = (customer: string) => `gws_customer: ${customer}\n`

describe('the configuration file', () => {
  test('is the one that was named, although others lie nearer', async () => {
    const config = await load({ env: FLAT_ENV, flags: { 'config-file': '/etc/x.yaml' }, files: { '/etc/x.yaml': file('C1'), '/desk/.idpscim.yaml': file('C2') } })

    expect(google(config).customer).toBe('C1')
    expect(config.warnings).toEqual([])
  })

  test.each([
    ['/desk/.idpscim.yaml', '/desk/.idpscim.yml'],
    ['/desk/.idpscim.yml', '/desk/.idpscim.json'],
    ['/desk/.idpscim.json', '/home/me/.idpscim.yaml'],
    ['/home/me/.idpscim.yaml', '/home/me/.idpscim.yml'],
  ])('is %s before %s, and the other is told', async (first, second) => {
    const config = await load({ env: FLAT_ENV, files: { [second]: '{"gws_customer": "C2"}', [first]: '{"gws_customer": "C1"}' } })

    expect(config.file).toBe(first)
    expect(google(config).customer).toBe('C1')
    expect(lines(config.warnings)).toEqual([`-:- ${second} is not read | ${first} comes first. Say --config-file to choose.`])
  })

  test('is read once where the current directory is the home directory', async () => {
    const config = await load({ env: FLAT_ENV, home: '/desk', files: { '/desk/.idpscim.yaml': file('C1') } })

    expect(config.warnings).toEqual([])
  })

  test('may have a name without extension', async () => {
    const config = await load({ env: FLAT_ENV, flags: { 'config-file': 'conf' }, files: { '/desk/conf': file('C1') } })

    expect(google(config).customer).toBe('C1')
  })

  test('must exist when it was named', async () => {
    const diagnostics = await refused(load({ env: FLAT_ENV, flags: { 'config-file': 'gone.yaml' } }))

    expect(lines(diagnostics)).toEqual(['-:- the configuration file /desk/gone.yaml does not exist | Check the path after --config-file, or leave the flag out to use .idpscim.yaml of this or of the home directory.'])
  })

  test.each(['a.toml', 'a.properties', 'a.ini', '.env'])('is not %s', async (name) => {
    const diagnostics = await refused(load({ env: FLAT_ENV, flags: { 'config-file': name }, files: { [`/desk/${name}`]: 'x' } }))

    expect(diagnostics.map(({ summary }) => summary)).toEqual([`/desk/${name} is not YAML or JSON, and this program reads no other format`])
  })
})
