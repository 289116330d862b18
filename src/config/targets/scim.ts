/** A target of type `scim`: any server that speaks SCIM 2.0. */
import * as z from 'zod'
import { invariant } from '../../errors.js'
import type { Secret } from '../../model/secret.js'
import { Text } from '../config-parts.js'
import type { Kept } from '../config.js'
import { compact, kind } from '../kind.js'
import type { Unread } from '../unread.js'
import { checkToken } from './token.js'

export interface ScimTargetConfig {
  type: 'scim'
  endpoint: Kept
  accessToken: Secret | Unread
  /** What the server bears, requests a second for each operation. */
  rates: { read?: number; write?: number }
}

const rate = z.number().positive({ error: 'must be more than 0' }).max(1000)

export const scim = kind({
  schema: z.strictObject({
    type: z.literal('scim').meta({ description: 'Any server that speaks SCIM 2.0 (RFC 7644); what it can do is read from its ServiceProviderConfig' }),
    endpoint: Text.meta({ description: "The server's SCIM base address, the part before /Users" }),
    access_token: Text.meta({ description: 'The bearer token: {secret: NAME#KEY}, {env: NAME} or {file: path}' }),
    rates: z
      .strictObject({
        read: rate.optional().meta({ description: 'Reads a second, for each operation; 20 unless given' }),
        write: rate.optional().meta({ description: 'Writes a second, for each operation; 10 unless given' }),
      })
      .prefault({})
      .meta({ description: 'How fast the server may be asked: SCIM has no way to say it' }),
  }),
  texts: {
    endpoint: { holds: 'address' },
    access_token: { holds: 'secret', check: checkToken },
  },
  build({ rates }, texts): ScimTargetConfig {
    const [endpoint, accessToken] = [texts.kept('endpoint'), texts.secret('access_token')]
    invariant(endpoint !== undefined && accessToken !== undefined, 'endpoint and access_token are required')
    return { type: 'scim', endpoint, accessToken, rates: compact(rates) }
  },
})
