/** Whether a server can be spoken to at all: its name, the connection and TLS, before any credential is sent; and what time it is there. */
import type { Clock } from '../clock.js'
import type { Check, CheckAnswer } from '../model/check.js'

/** Sends one request without credentials, whatever the answer; gives its `Date`. */
export type Hail = (url: string, signal: AbortSignal) => Promise<string | null>

/** Milliseconds by which the server's clock is ahead of ours, as far as its answer proves it: 0 where both may agree. */
export type OnSkew = (host: string, aheadMs: number) => void

export interface ReachOptions {
  clock: Clock
  onSkew: OnSkew
  /** The global `fetch` unless given. */
  hail?: Hail
  env?: NodeJS.ProcessEnv
}

/** Makes the first check of a system: that all its addresses answer. */
export type Network = (addresses: readonly string[], hail?: Hail) => Check

const PATIENCE_MS = 10_000

export function networkOver(options: ReachOptions): Network {
  return (addresses, hail = options.hail ?? byFetch) => {
    const origins = [...new Set(addresses.map((address) => new URL(address).origin))]
    return {
      name: 'network',
      ask: async () => {
        const answers = await Promise.all(origins.map((origin) => reach(origin, { ...options, hail })))
        return answers.find(({ status }) => status !== 'ok') ?? { status: 'ok', says: `${origins.map((origin) => new URL(origin).host).join(' and ')} ${origins.length === 1 ? 'answers' : 'answer'}` }
      },
    }
  }
}

async function reach(origin: string, { clock, onSkew, hail = byFetch, env = process.env }: ReachOptions): Promise<CheckAnswer> {
  const { host } = new URL(origin)
  const began = clock.now()
  try {
    const date = Date.parse((await hail(`${origin}/`, AbortSignal.timeout(PATIENCE_MS))) ?? '')
    if (!Number.isNaN(date)) onSkew(host, aheadBy(date, began, clock.now()))
    return { status: 'ok', says: `${host} answers` }
  } catch (error) {
    const { why, remedies } = explain(error, host)
    const proxy = ['HTTPS_PROXY', 'https_proxy'].find((name) => (env[name] ?? '') !== '')
    const direct = proxy !== undefined && hail === byFetch ? [`${proxy} is set, and is not used here: ${host} is asked directly.`] : []
    return { status: 'failed', says: why, remedies: [...remedies, ...direct] }
  }
}

const byFetch: Hail = async (url, signal) => {
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
  return answer.headers.get('date')
}

/** The answer was made between `began` and `ended`, and its date was cut to the second: what lies between proves nothing. */
export function aheadBy(date: number, began: number, ended: number): number {
  const [least, most] = [date - ended, date + 1000 - began]
  return least > 0 ? least : most < 0 ? most : 0
}

interface Explained {
  why: string
  remedies: string[]
}

/** By the codes of Node's sockets and OpenSSL's verification, wherever in the chain of causes they stand. */
function explain(error: unknown, host: string): Explained {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { why: `the name ${host.replace(/:\d+$/, '')} is not found (DNS, ${code})`, remedies: ['Check the spelling of the address, and the name resolution of this machine.'] }
  if (code === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) return { why: `${host} did not answer within ${PATIENCE_MS / 1000} s`, remedies: ['Let this machine out to that address: firewall, security group, route, NAT.'] }
  if (TLS.test(code)) return { why: `the certificate of ${host} is not trusted here (TLS, ${code})`, remedies: ['If a proxy of your own stands between, name its authority: NODE_EXTRA_CA_CERTS=/path/to/ca.pem.', "Check this machine's clock: certificates have dates."] }
  return { why: `${host} is not reached (${code})`, remedies: ['Check the address and its port, and let this machine out to it: firewall, security group, route.'] }
}

const TLS = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/

function codeOf(error: unknown): string {
  let code = error instanceof Error ? error.name : 'no answer'
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') code = at.code
    else if (at.name === 'TimeoutError') code = at.name
    if (at instanceof AggregateError && at.errors[0] !== undefined && 'code' in (at.errors[0] as object)) code = String((at.errors[0] as { code: unknown }).code)
  }
  return code
}
