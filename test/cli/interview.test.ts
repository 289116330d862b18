import { describe, expect, test } from 'vitest'
import { interview } from '../../src/cli/interview.js'
import { givenFirst, nobody, type Given, type Interviewer } from '../../src/cli/interviewer.js'
import Init from '../../src/commands/init.js'

/** Takes the choice at `turn` of every question, and notes by which flag it could have been answered. */
function somebody(turn: number, asked: Set<string>): Interviewer {
  const at = <T>(choices: readonly T[]): T => choices[turn % choices.length] as T
  const note = <T>(flag: string, answer: T): Promise<T> => {
    asked.add(flag)
    return Promise.resolve(answer)
  }
  return {
    choose: ({ flag, choices }) => note(flag, at(choices).value),
    chooseSome: ({ flag, choices }) => note(flag, choices.map(({ value }) => value)),
    text: ({ flag, default: value }) => note(flag, value ?? 'typed'),
    reference: ({ flag, default: value }) => note(flag, { file: value }),
    list: ({ flag }) => note(flag, []),
  }
}

/** Of flags that say everything, what is answered. */
async function answersOf(given: Given) {
  const { interviewer, settle } = nobody(given, ['source', 'target'])
  const answers = await interview(givenFirst(given, interviewer), given)
  settle()
  return answers
}

describe('an interview', () => {
  test('asks nothing that no flag answers, whatever is chosen', async () => {
    const asked = new Set<string>()
    for (let turn = 0; turn < 12; turn++) await interview(somebody(turn, asked), {})

    expect([...asked].filter((flag) => !Object.keys(Init.flags).includes(flag))).toEqual([])
    const unasked = Object.keys(Init.flags).filter((flag) => !asked.has(flag))
    expect(unasked.sort()).toEqual(['entra-authority', 'entra-endpoint', 'github-endpoint', 'google-endpoint', 'schema'])
  })

  test('is not held where flags say everything', async () => {
    const everything: Given = {
      source: ['entra', 'github', 'google', 'file', 'google'],
      'entra-tenant': 'contoso.com', 'entra-client-id': 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0', 'entra-proof': 'certificate', 'entra-credential': 'secret:my/certificate', 'entra-groups': ["startswith(displayName,'AWS-')", "id eq 'x'"], 'entra-authority': 'https://login.example',
      'github-organization': 'acme', 'github-app-id': '1001', 'github-credential': 'file:app.pem', 'github-email': 'login', 'github-email-suffix': '@acme.example', 'github-teams': ['aws-*'],
      'google-credentials': 'env:GOOGLE', 'google-subject': 'admin@example.com', 'google-endpoint': 'http://127.0.0.1:1/',
      'file-path': ['people/*.yaml', '!people/old.yaml'],
      target: 'scim', endpoint: 'secret:my/scim#endpoint', 'access-token': 'env:TOKEN', state: 's3', 'state-bucket': 'states', 'state-region': 'eu-west-1', stack: 'everybody',
    }

    expect(await answersOf(everything)).toEqual({
      stack: 'everybody',
      sources: [
        { type: 'entra', tenant: 'contoso.com', clientId: 'a1b2c3d4-0001-4002-8003-e5f6a7b8c9d0', proof: { by: 'certificate', kept: { secret: 'my/certificate' } }, groups: ["startswith(displayName,'AWS-')", "id eq 'x'"], authority: 'https://login.example' },
        { type: 'github', organization: 'acme', proof: { by: 'app', appId: '1001', privateKey: { file: 'app.pem' } }, email: { from: 'login', suffix: '@acme.example' }, teams: ['aws-*'] },
        { type: 'google', credentials: { env: 'GOOGLE' }, subject: 'admin@example.com', groups: [], endpoint: 'http://127.0.0.1:1/' },
        { type: 'file', paths: ['people/*.yaml', '!people/old.yaml'] },
      ],
      target: { type: 'scim', endpoint: { secret: 'my/scim#endpoint' }, accessToken: { env: 'TOKEN' } },
      state: { type: 's3', bucket: 'states', key: 'idpscim/state.json', region: 'eu-west-1' },
    })
  })

  test('asks for what flags leave open, and for nothing else', async () => {
    const asked = new Set<string>()
    await interview(givenFirst({ source: ['file'], target: 'aws-identity-store', state: 'file' }, somebody(0, asked)), {})

    expect([...asked]).toEqual(['file-path', 'region', 'state-path', 'stack'])
  })
})
