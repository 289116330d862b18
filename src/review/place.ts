/** Where somebody is in a list that is longer than its window. */

export interface Place {
  cursor: number
  /** The first line that is drawn. */
  top: number
}

export const START: Place = { cursor: 0, top: 0 }

/** The cursor at `cursor`, or at the nearest end, and in sight. */
export function at(place: Place, cursor: number, { count, height }: { count: number; height: number }): Place {
  const inside = Math.max(0, Math.min(cursor, count - 1))
  const highest = Math.max(0, count - height)
  const top = Math.min(Math.max(place.top, inside - height + 1), inside, highest)
  return { cursor: inside, top: Math.max(0, top) }
}

/** For what is read and not chosen from: the window moves, and the cursor with it. */
export function scrolled(top: number, { count, height }: { count: number; height: number }): Place {
  const inside = Math.max(0, Math.min(top, count - height))
  return { cursor: inside, top: inside }
}

/** How far a key of moving goes; undefined for any other key. */
export function stepOf(key: string, place: Place, { count, height }: { count: number; height: number }): number | undefined {
  const page = Math.max(1, height - 1)
  switch (key) {
    case 'up':
    case 'k':
      return place.cursor - 1
    case 'down':
    case 'j':
      return place.cursor + 1
    case 'pageup':
    case 'ctrl-b':
      return place.cursor - page
    case 'pagedown':
    case 'ctrl-f':
      return place.cursor + page
    case 'ctrl-u':
      return place.cursor - Math.ceil(page / 2)
    case 'ctrl-d':
      return place.cursor + Math.ceil(page / 2)
    case 'home':
    case 'g':
      return 0
    case 'end':
    case 'G':
      return count - 1
    default:
      return undefined
  }
}
