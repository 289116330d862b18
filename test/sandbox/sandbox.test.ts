import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { useSandbox } from '../support/world.js'

const sandbox = useSandbox()

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('leaves credentials that only their owner may read', async () => {
  const { dir, endpoints } = await sandbox()

  const key = JSON.parse(await readFile(join(dir, 'google-credentials.json'), 'utf8')) as Record<string, string>
  const token = await readFile(join(dir, 'scim-token'), 'utf8')

  expect(await Promise.all([dir, join(dir, 'google-credentials.json'), join(dir, 'scim-token')].map(mode))).toEqual(['700', '600', '600'])
  expect(key).toMatchObject({ type: 'service_account', token_uri: endpoints['google-token'], private_key: expect.stringContaining('BEGIN PRIVATE KEY') as string })
  expect(token).toMatch(/^[0-9a-zA-Z/=+-]{500,620}$/)
})

test('leaves a configuration in the full form, with the filter that fits the default company', async () => {
  const { dir, configFile, endpoints } = await sandbox()

  const config: unknown = parse(await readFile(configFile, 'utf8'))

  expect(configFile).toBe(join(dir, '.idpscim.yaml'))
  expect(config).toEqual({
    version: 1,
    stack: 'sandbox',
    sources: [
      {
        type: 'google',
        name: 'workspace',
        customer: 'my_customer',
        endpoint: endpoints.google,
        credentials: { file: join(dir, 'google-credentials.json') },
        subject: 'admin@example.com',
        groups_filter: ['name:AWS*'],
      },
    ],
    target: { type: 'aws-scim', endpoint: endpoints.scim, access_token: { file: join(dir, 'scim-token') } },
    state: { type: 'file', path: join(dir, 'state.json') },
  })
})

test('filters nothing of a seed that was brought, and impersonates its administrator', async () => {
  const { configFile, env } = await sandbox({ seed: { google: { domain: 'corp.example', users: [{ primaryEmail: 'root@corp.example', isAdmin: true }] } } })

  const config = parse(await readFile(configFile, 'utf8')) as { sources: Record<string, unknown>[] }

  expect(config.sources[0]).not.toHaveProperty('groups_filter')
  expect(config.sources[0]?.['subject']).toBe('root@corp.example')
  expect(Object.keys(env)).not.toContain('IDPSCIM_GWS_GROUPS_FILTER')
})

test('the configuration reads every directory that the seed has, and no other', async () => {
  const typesOf = async (seed: object) => {
    const { configFile } = await sandbox({ seed })
    return (parse(await readFile(configFile, 'utf8')) as { sources: { type: string }[] }).sources.map(({ type }) => type)
  }
  const google = { users: [{ primaryEmail: 'ada@example.com' }] }
  const entra = { users: [{ userPrincipalName: 'ada@contoso.com' }] }
  const github = { members: [{ login: 'ada' }] }

  expect(await typesOf({ google, entra, github })).toEqual(['google', 'entra', 'github'])
  expect(await typesOf({ github })).toEqual(['github'])
  expect(await typesOf({ aws: { users: [{ userName: 'ada' }] } })).toEqual(['google'])
})

test('uses the folder it is given, and keeps it', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'idpscim-test-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const running = await sandbox({ dir: join(parent, 'inner') })

  await running.stop()

  expect(running.dir).toBe(join(parent, 'inner'))
  expect(await mode(running.dir)).toBe('700')
})

test('says which port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo

  await expect(sandbox({ port })).rejects.toMatchObject({ code: 'BadUsage', message: expect.stringContaining(String(port)) as string })
})

test('answers on loopback alone', async () => {
  const { endpoints } = await sandbox()

  expect(Object.values(endpoints).every((endpoint) => new URL(endpoint).hostname === '127.0.0.1')).toBe(true)
})

test('stops though a client keeps its connection', async () => {
  const running = await sandbox()
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  await new Promise((resolve) => get(`${running.endpoints.control}requests`, { agent }, (answer) => answer.resume().on('end', resolve)))

  await running.stop()

  await expect(fetch(`${running.endpoints.control}requests`)).rejects.toThrow()
})
