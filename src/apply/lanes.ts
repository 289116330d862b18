/** A queue with lanes: whoever has waited longest comes first, but nobody waits behind one whose lane is full. */

export interface Lanes<T> {
  push(lane: string, item: T): void
  /** The longest waiting item of a lane that may; undefined where there is none. */
  shift(may: (lane: string) => boolean): T | undefined
}

interface Lane<T> {
  waiting: { item: T; turn: number }[]
  first: number
}

export function createLanes<T>(): Lanes<T> {
  const lanes = new Map<string, Lane<T>>()
  let turns = 0
  const head = (lane: Lane<T> | undefined) => lane?.waiting[lane.first]
  return {
    push(name, item) {
      const lane = lanes.get(name) ?? { waiting: [], first: 0 }
      lane.waiting.push({ item, turn: turns++ })
      lanes.set(name, lane)
    },
    shift(may) {
      let chosen: Lane<T> | undefined
      for (const [name, lane] of lanes) {
        const next = head(lane)
        if (next !== undefined && next.turn < (head(chosen)?.turn ?? Infinity) && may(name)) chosen = lane
      }
      const taken = head(chosen)
      if (chosen !== undefined) chosen.first++
      return taken?.item
    },
  }
}
