/** What `init` writes is taken by `validate`, whatever was answered; and the defaults that it shows as comments are the defaults. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answers, GithubEmail, GithubProof, EntraProof, Reference, SourceAnswers, StateAnswers, TargetAnswers } from '../../src/config/starter/answers.js'
import { referenceIn } from '../../src/config/starter/answers.js'
import { starterText } from '../../src/config/starter/starter-text.js'
import { CERTIFICATE, PRIVATE_KEY } from '../support/certificate.js'
import { CREDENTIALS, ENDPOINT, load, TOKEN } from './desk.js'

/** Where each kind of secret can be kept, with what is there. */
const CONTENTS = { google: CREDENTIALS, plain: TOKEN, certificate: CERTIFICATE + PRIVATE_KEY, key: PRIVATE_KEY, address: ENDPOINT, jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmVk' } as const
const files = Object.fromEntries(Object.entries(CONTENTS).map(([name, text]) => [`/desk/${name}.txt`, text]))
const env = Object.fromEntries(Object.entries(CONTENTS).map(([name, text]) => [`KEPT_${name}`, text]))
const kept = (what: keyof typeof CONTENTS): Reference[] => [{ file: `${what}.txt` }, { env: `KEPT_${what}` }, { secret: `my/${what}#value` }]

const google = kept('google').flatMap((credentials): SourceAnswers[] => [[], ['name:AWS*', "name='It''s one'"]].map((groups) => ({ type: 'google', credentials, subject: 'admin@corp.test', groups })))
const proofs: EntraProof[] = [{ by: 'aws' }, ...kept('plain').map((one): EntraProof => ({ by: 'secret', kept: one })), ...kept('jwt').map((one): EntraProof => ({ by: 'token', kept: one })), ...kept('certificate').map((one): EntraProof => ({ by: 'certificate', kept: one }))]
const entra = proofs.map((proof, index): SourceAnswers => ({ type: 'entra', tenant: 'contoso.com', clientId: 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0', proof, groups: index % 2 === 0 ? [] : ["startswith(displayName,'AWS-')"] }))
const readers: GithubProof[] = [...kept('key').flatMap((privateKey): GithubProof[] => ['1001', 'Iv23liApp'].map((appId) => ({ by: 'app', appId, privateKey }))), ...kept('plain').map((token): GithubProof => ({ by: 'token', token }))]
const emails: GithubEmail[] = [{ from: 'saml' }, { from: 'verified_domain' }, { from: 'login', suffix: '@example.com' }]
const github = readers.flatMap((proof) => emails.map((email): SourceAnswers => ({ type: 'github', organization: 'acme', proof, email, teams: ['aws-*'] })))
const file: SourceAnswers[] = [{ type: 'file', paths: ['people/*.yaml', '!people/old.yaml'] }]
const targets: TargetAnswers[] = [
  { type: 'aws-identity-store' },
  { type: 'aws-identity-store', region: 'eu-west-1' },
  ...(['aws-scim', 'scim'] as const).flatMap((type) => [ENDPOINT, ...kept('address')].flatMap((endpoint) => kept('plain').map((accessToken): TargetAnswers => ({ type, endpoint, accessToken })))),
]
const states: StateAnswers[] = [{ type: 'file', path: 'state.json' }, { type: 's3', bucket: 'my-states', key: 'idpscim/state.json' }, { type: 's3', bucket: 'my-states', key: 'k', region: 'eu-west-1' }]

const [oneGoogle, oneEntra, oneGithub] = [google, entra, github].map((all) => all[0]) as [SourceAnswers, SourceAnswers, SourceAnswers]
const [oneTarget, oneState] = [targets[2], states[0]] as [TargetAnswers, StateAnswers]
const several = Array.from({ length: 15 }, (_, bits) => [oneGoogle, oneEntra, oneGithub, ...file].filter((_source, index) => ((bits + 1) >> index) % 2 === 1))

const written = (answers: Answers) => starterText(answers, { schema: '/opt/idpscim/schemas/config.schema.json' })
const taken = (text: string) => load({ files: { '/desk/.idpscim.yaml': text, ...files }, env })

describe('a first configuration', () => {
  test('is valid for every answer about a source, a target and a state, and for every set of sources', async () => {
    const all: Answers[] = [
      ...[...google, ...entra, ...github, ...file].map((source) => ({ stack: 's', sources: [source], target: oneTarget, state: oneState })),
      ...targets.flatMap((target) => states.map((state) => ({ stack: 's', sources: [oneGoogle], target, state }))),
      ...several.map((sources) => ({ stack: 's', sources, target: oneTarget, state: oneState })),
    ]

    for (const answers of all) {
      const config = await taken(written(answers))
      expect(config.warnings).toEqual([])
      expect([config.sources.map(({ type }) => type), config.target.type, config.state.type]).toEqual([answers.sources.map(({ type }) => type), answers.target.type, answers.state.type])
    }
    expect(all.length).toBe(137)
  })

  test('says what was answered, whatever characters that is made of', async () => {
    const free = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '' && !/\p{C}/u.test(text))
    await fc.assert(
      fc.asyncProperty(free, free, free, async (stack, query, path) => {
        const config = await taken(written({ stack, sources: [{ type: 'google', credentials: { file: 'google.txt' }, subject: 'admin@corp.test', groups: [query] }], target: oneTarget, state: { type: 'file', path: `data/${path.replaceAll('/', '-')}x` } }))

        expect([config.stack, config.sources[0]?.type === 'google' ? config.sources[0].groupsFilter : []]).toEqual([stack, [query]])
      }),
      { numRuns: 60 },
    )
  })

  test('begins with the line that editors read, and holds no secret', () => {
    const text = written({ stack: 's', sources: [oneGoogle, oneEntra, oneGithub], target: oneTarget, state: oneState })

    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=/opt/idpscim/schemas/config.schema.json')
    for (const secret of [TOKEN, 'PRIVATE KEY']) expect(text).not.toContain(secret)
  })

  test('shows the defaults as comments: taken in, they change nothing', async () => {
    const text = written({ stack: 's', sources: [oneGoogle, oneEntra], target: oneTarget, state: oneState })
    const uncommented = text.replaceAll(/^# ((?:policy|lifecycle|merge| {2}).*)$/gm, '$1')

    const [bare, whole] = await Promise.all([taken(text), taken(uncommented)])

    expect(uncommented).toMatch(/^policy:\n {2}protect/m)
    expect(whole.policy).toEqual(bare.policy)
    expect(whole.lifecycle).toEqual(bare.lifecycle)
    expect(whole.digest).toBe(bare.digest)
  })

  test('a reference says its kind and its place, and nothing else is one', () => {
    expect([referenceIn('file:a b'), referenceIn('env:X'), referenceIn(' secret:my/scim#token ')]).toEqual([{ file: 'a b' }, { env: 'X' }, { secret: 'my/scim#token' }])
    expect(['ghp_0123456789', 'https://scim.example.com', 'file:', 'Env:X', ''].map(referenceIn)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})
