/** The vendor's own client against the sandbox: only its documented base URL and credentials are set. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import type { Sandbox } from '../../../src/sandbox/sandbox.js'

export interface AppOptions {
  appId?: number | string
  installationId?: number
  privateKey?: string
  /** GitHub Enterprise Server's addresses. */
  server?: boolean
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

const baseUrl = (sandbox: Sandbox, server: boolean) => `${sandbox.endpoints.github}${server ? '/api/v3' : ''}`

export const privateKeyOf = (sandbox: Sandbox): string => readFileSync(join(sandbox.dir, 'github-app.pem'), 'utf8')

export function appClient(sandbox: Sandbox, { appId = 1001, installationId = 2001, privateKey = privateKeyOf(sandbox), server = false }: AppOptions = {}): Octokit {
  return new Octokit({ authStrategy: createAppAuth, auth: { appId, installationId, privateKey }, baseUrl: baseUrl(sandbox, server), log: quiet })
}

export function personClient(sandbox: Sandbox, token = readFileSync(join(sandbox.dir, 'github-token'), 'utf8')): Octokit {
  return new Octokit({ auth: token, baseUrl: baseUrl(sandbox, false), log: quiet })
}

/** What the client throws for a call that is refused. */
export async function refused(call: Promise<unknown>): Promise<{ status?: number; message: string; data?: unknown; errors?: { type?: string; message: string; path?: unknown[] }[] }> {
  return call.then(
    () => {
      throw new Error('the call was answered')
    },
    (error: unknown) => error as { message: string },
  )
}
