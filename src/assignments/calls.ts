/** Calls to SSO Admin and Organizations, and lists of theirs read to the end. */
import * as z from 'zod'
import type { Clock } from '../clock.js'
import { createAwsSend, type AwsCommand, type SendAws } from '../http/aws-json.js'
import { createPacer, type Pacer } from '../http/pacer.js'
import type { OnProgress } from '../model/progress.js'
import { IdpscimError } from '../errors.js'

export interface CallOptions {
  /** The SDK's own chain unless given. */
  region?: string
  clock: Clock
  onProgress?: OnProgress
  /** Of one call, as `persevere` has them. */
  attempts?: { throttled?: number; failed?: number }
  random?: () => number
}

export type Call = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>

export interface Clients {
  admin: Call
  /** Loaded at the first call: names of accounts are asked for last. */
  organizations: Call
}

/** 20 requests a second for all operations of SSO Admin together: the user guide's quotas. Organizations publishes none; the same is kept. */
const RATE = 20

const ONE_ATTEMPT = { maxAttempts: 1, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true } }

export async function connect(options: CallOptions): Promise<Clients> {
  // The SDK writes to stderr about coming Node versions; stderr is ours.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
  const config = { ...(options.region === undefined ? {} : { region: options.region }), ...ONE_ATTEMPT }
  const sso = await import('@aws-sdk/client-sso-admin')
  const admin = new sso.SSOAdminClient(config)
  let organizations: SendAws | undefined
  return {
    admin: callOver(sender('AWS SSO Admin', sso, (command) => admin.send(command as never), options)),
    organizations: async (operation, input) => {
      if (organizations === undefined) {
        const sdk = await import('@aws-sdk/client-organizations')
        const client = new sdk.OrganizationsClient(config)
        organizations = sender('AWS Organizations', sdk, (command) => client.send(command as never), options)
      }
      return callOver(organizations)(operation, input)
    },
  }
}

function sender(system: string, sdk: object, send: (command: AwsCommand) => Promise<unknown>, { clock, onProgress, attempts, random }: CallOptions): SendAws {
  return createAwsSend({
    clock,
    system,
    pacer: together(createPacer({ clock, published: () => RATE })),
    command: (operation, input) => {
      const Command = (sdk as Record<string, unknown>)[`${operation}Command`] as new (input: unknown) => AwsCommand
      return new Command(input)
    },
    send,
    ...(onProgress && { onProgress }),
    ...(attempts && { attempts }),
    ...(random && { random }),
  })
}

/** One bucket for all operations. */
function together(pacer: Pacer): Pacer {
  return { turn: (_, n) => pacer.turn('all', n), throttled: (_, afterMs) => pacer.throttled('all', afterMs) }
}

function callOver(send: SendAws): Call {
  return async (operation, input) => (await send({ operation, input, repeatable: true })).body
}

const Page = z.looseObject({ NextToken: z.string().nullish() })

/** Every row of a list, read to its end. @throws IdpscimError `TargetIncomplete` where it goes in circles or is not as AWS defines it */
export async function listAll<Row>(call: Call, operation: string, member: string, row: z.ZodType<Row>, input: Readonly<Record<string, unknown>> = {}): Promise<Row[]> {
  const rows: Row[] = []
  const seen = new Set<string>()
  for (let token: string | undefined; ; ) {
    const body = await call(operation, { ...input, ...(token !== undefined && { NextToken: token }) })
    const page = Page.extend({ rows: z.array(row).nullish() }).safeParse(isObject(body) ? { ...body, rows: body[member] } : body)
    if (!page.success) throw incomplete(`${operation}: the answer is not as AWS defines it, at ${page.error.issues[0]?.path.join('.').replace(/^rows/, member) ?? ''}`)
    rows.push(...(page.data.rows ?? []))
    const next = page.data.NextToken ?? undefined
    if (next === undefined || next === '') return rows
    if (seen.has(next)) throw incomplete(`${operation}: the service gave the same token twice`)
    seen.add(next)
    token = next
  }
}

function incomplete(message: string): IdpscimError {
  return new IdpscimError('TargetIncomplete', `assignments could not be read whole: ${message}`, { retryable: true, suggestions: ['run the command again'] })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
