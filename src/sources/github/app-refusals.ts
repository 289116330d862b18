/** What GitHub answers to an App that it does not let in, and what a person can do about it. */
import { IdpscimError } from '../../errors.js'
import type { Answer } from '../../http/send-failure.js'
import { redact } from '../../model/secret.js'
import { messageOf } from './refusal.js'

interface Asked {
  appId: string
  organization: string
  step: 'installation' | 'token'
}

/** https://docs.github.com/en/rest/apps/apps */
export function appRefused({ status, body, requestId }: Answer, asked: Asked): IdpscimError {
  const { appId } = asked
  const message = redact(messageOf(body)) || `status ${status}`
  return new IdpscimError('SourceRefused', `GitHub gives the App ${appId} no token (${status}): ${message}`, {
    suggestions: remedies(status, message, asked),
    facts: { status, ...(requestId === undefined ? {} : { requestId }) },
  })
}

function remedies(status: number, message: string, { appId, organization, step }: Asked): string[] {
  if (status === 401 && /'iss'|integration not found/i.test(message)) return [`There is no App ${appId} here: app_id is the App ID or the Client ID on the App's own page.`]
  if (status === 401 && /'(exp|iat)'/.test(message)) return ["Set this machine's clock: GitHub sees the times of the App's token as out of range."]
  if (status === 401) return [`The key is not, or no longer, a key of the App ${appId}: make a new one on the App's page and give its .pem file.`]
  if (status === 404 && step === 'installation') return [`Install the App on ${organization} (the App's page, Install App).`, `Check the name: organization is "${organization}" now.`]
  if (status === 404) return ['Leave installation_id out, so that it is found by the name of the organisation; or take it from the address of the installation\'s settings.']
  if (status === 403 && /suspended/i.test(message)) return [`Have an owner of ${organization} end the suspension (organisation settings, GitHub Apps, Configure).`]
  if (status === 422) return ['Give the App the permission Organization, Members: Read-only (Settings, Developer settings, GitHub Apps, Permissions & events).', `Then have an owner of ${organization} accept it (organisation settings, GitHub Apps, Review request).`]
  return ['Check the App, its key, its installation and the endpoint.']
}
