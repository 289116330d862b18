/** A GitHub App's private key, and the signed word by which the App says who it is. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { IdpscimError } from '../../errors.js'
import { remember, type Secret } from '../../model/secret.js'

/** PKCS#1, as GitHub hands it out, or PKCS#8; line breaks may have become `\n` on their way through variables and JSON. */
export function readPrivateKey(privateKey: Secret): KeyObject {
  try {
    const key = createPrivateKey(privateKey.reveal().replaceAll('\\n', '\n'))
    if (key.asymmetricKeyType === 'rsa') return key
  } catch {
    // The parser's own message is withheld: it quotes what it could not parse.
  }
  throw new IdpscimError('SourceRefused', `the private key of the GitHub App from ${privateKey.origin} cannot be used: it is no RSA key in PEM form`, {
    suggestions: ['Give the .pem file as GitHub hands it out (Settings, Developer settings, GitHub Apps, the App, Private keys).'],
  })
}

/** "We recommend that you set this 60 seconds in the past to protect against clock drift"; and ten minutes ahead are the most. */
const BEHIND_SECONDS = 60
const LIFE_SECONDS = 540

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
export function signAppToken({ appId, key, nowMs }: { appId: string; key: KeyObject; nowMs: number }): string {
  const now = Math.floor(nowMs / 1000)
  const head = encode({ alg: 'RS256', typ: 'JWT' })
  const body = encode({ iat: now - BEHIND_SECONDS, exp: now + LIFE_SECONDS, iss: appId })
  const token = `${head}.${body}.${sign('RSA-SHA256', Buffer.from(`${head}.${body}`), key).toString('base64url')}`
  remember(token)
  return token
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
