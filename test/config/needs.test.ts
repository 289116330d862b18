import { describe, expect, test } from 'vitest'
import { ENDPOINT, FLAT_ENV, FULL, google, lines, load, loadFull, refused, scim, TOKEN } from './desk.js'

const ELSEWHERE = FULL.replace('type: google', 'type: google\n    credentials: {file: /nowhere/key.json}')
  .replace('admin@corp.test', '{env: ADMIN}')
  .replace(/endpoint: .*/, 'endpoint: {env: SCIM_ENDPOINT}')

describe('what a command does not enter', () => {
  test('is not read for an apply: the sources and their credentials may be missing', async () => {
    const config = await loadFull(ELSEWHERE, { needs: ['target', 'state'], env: { SCIM_ENDPOINT: ENDPOINT } })

    expect(scim(config).endpoint).toBe(ENDPOINT)
    expect(scim(config).accessToken.reveal()).toBe(TOKEN)
    expect(String(google(config).subject)).toBe('environment variable ADMIN')
    expect(() => google(config).credentials.reveal()).toThrow('the file /nowhere/key.json is used, and was not read')
  })

  test('is not read to look at the state: neither sources nor target', async () => {
    const config = await load({ files: { '/desk/.idpscim.yaml': ELSEWHERE }, needs: ['state'] })

    expect(config.state).toMatchObject({ path: '/desk/data/state.json' })
    expect(String(scim(config).endpoint)).toBe('environment variable SCIM_ENDPOINT')
  })

  test('asks Secrets Manager for nothing', async () => {
    const asked: string[][] = []
    const text = FULL.replace('type: google', 'type: google\n    credentials: {secret: google}').replace('{env: SCIM_TOKEN}', '{secret: scim}')

    await loadFull(text, { needs: ['target', 'state'], secrets: { scim: TOKEN }, asked })
    await loadFull(text, { needs: ['state'], secrets: {}, asked })

    expect(asked).toEqual([['scim']])
  })

  test('is still held to its form', async () => {
    const diagnostics = await refused(loadFull(FULL.replace('type: google', 'type: google\n    credentials: {flie: x}'), { needs: ['state'] }))

    expect(diagnostics.map(({ place }) => place?.key)).toEqual(['sources[0].credentials'])
  })

  test('may be missing in the flat form', async () => {
    const state = await load({ env: { IDPSCIM_AWS_S3_BUCKET_NAME: 'states' }, needs: ['state'] })
    const apply = await load({ env: FLAT_ENV, flags: { 'gws-service-account-file': '/nowhere.json' }, needs: ['target', 'state'] })

    expect(state.state).toMatchObject({ type: 's3', bucket: 'states', key: 'state.json' })
    expect(scim(apply).accessToken.reveal()).toBe(TOKEN)
    expect(() => google(apply).credentials.reveal()).toThrow('was not read')
  })

  test('counts in the digest all the same: an apply in the flat form names the administrator that the plan named', async () => {
    const { IDPSCIM_GWS_USER_EMAIL: _, ...rest } = FLAT_ENV
    const planned = await load({ env: FLAT_ENV })
    const applied = await load({ env: FLAT_ENV, needs: ['target', 'state'] })

    expect(applied.digest).toBe(planned.digest)
    expect(lines(await refused(load({ env: rest, needs: ['target', 'state'] })))[0]).toContain('gws_user_email is missing')
  })
})
