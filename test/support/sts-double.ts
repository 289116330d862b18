/** AWS STS, the one action that a role's own token takes: signed requests in, a token of the account's issuer out, and the errors that its page names. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StsDouble {
  endpoint: string
  issuer: string
  /** The role's ARN. */
  subject: string
  /** The issuer's published keys. */
  jwks: { keys: object[] }
  /** The form of each request. */
  asked: Record<string, string>[]
  /** The error code that it answers with from now on; none again with undefined. */
  refuse(code: string | undefined): void
  stop(): Promise<void>
}

export async function startSts(now: () => number): Promise<StsDouble> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const issuer = 'https://a1d2b0fd-1177-4468-9351-2f0000000723.tokens.sts.global.api.aws'
  const subject = 'arn:aws:iam::111122223333:role/idpscim'
  const asked: StsDouble['asked'] = []
  let refusal: string | undefined
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

  const answer = (form: Record<string, string>, authorization: string): { status: number; body: string } => {
    const error = (status: number, code: string) => ({ status, body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>refused by the double</Message></Error><RequestId>r</RequestId></ErrorResponse>` })
    if (!/^AWS4-HMAC-SHA256 Credential=\S+\/sts\/aws4_request/.test(authorization)) return error(403, 'MissingAuthenticationToken')
    if (refusal !== undefined) return error(403, refusal)
    if (form['Action'] !== 'GetWebIdentityToken') return error(400, 'InvalidAction')
    const seconds = Math.floor(now() / 1000)
    const exp = seconds + Number(form['DurationSeconds'] ?? 300)
    const parts = `${encode({ alg: 'RS256', kid: 'aws-1', typ: 'JWT' })}.${encode({ iss: issuer, sub: subject, aud: form['Audience.member.1'], iat: seconds, exp })}`
    const token = `${parts}.${sign('sha256', Buffer.from(parts), privateKey).toString('base64url')}`
    const result = `<WebIdentityToken>${token}</WebIdentityToken><Expiration>${new Date(exp * 1000).toISOString()}</Expiration>`
    return { status: 200, body: `<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetWebIdentityTokenResult>${result}</GetWebIdentityTokenResult></GetWebIdentityTokenResponse>` }
  }
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => (body += text))
    incoming.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(body))
      asked.push(form)
      const { status, body: xml } = answer(form, incoming.headers.authorization ?? '')
      outgoing.writeHead(status, { 'content-type': 'text/xml' }).end(xml)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issuer,
    subject,
    jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'aws-1' }] },
    asked,
    refuse: (code) => {
      refusal = code
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
