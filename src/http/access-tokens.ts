/** One access token for the many calls that run side by side: made once for all who wait, renewed before it ends, replaced when it is refused. */
import type { Clock } from '../clock.js'

export interface AccessTokens<Way = void> {
  /** A token with some life left. */
  current(way: Way): Promise<string>
  /** Another token than the one that was just refused. */
  insteadOf(refused: string, way: Way): Promise<string>
}

export interface Minted {
  token: string
  /** From when it was asked for, milliseconds. */
  lifeMs: number
}

/** Renewed this long before the service would refuse it; a short-lived one at half its life. */
const MARGIN_MS = 300_000

/** Both calls throw what `mint` throws. */
export function keepToken<Way = void>(clock: Clock, mint: (way: Way) => Promise<Minted>): AccessTokens<Way> {
  let minting: Promise<string> | undefined
  /** `until` is of the monotonic clock: a corrected wall clock must not lengthen a token's life. */
  let last: { token: string; until: number } | undefined

  const renew = async (way: Way): Promise<string> => {
    const asked = clock.monotonic()
    const { token, lifeMs } = await mint(way)
    last = { token, until: asked + Math.max(lifeMs - MARGIN_MS, lifeMs / 2) }
    return token
  }

  /** Whoever comes while a token is being made waits for that one. */
  const renewOnce = (way: Way) => (minting ??= renew(way).finally(() => (minting = undefined)))

  return {
    current: async (way) => (last !== undefined && clock.monotonic() < last.until ? last.token : renewOnce(way)),
    insteadOf: async (refused, way) => (last !== undefined && last.token !== refused ? last.token : renewOnce(way)),
  }
}
