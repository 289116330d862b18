/** Values in messages: short ones as JSON; long ones never, for tokens and keys are long and get into the wrong places. */

const LONGEST = 48

/** Undefined for what should not be shown. */
export function shown(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return String(value)
    case 'string':
      return value.length <= LONGEST ? JSON.stringify(value) : undefined
    case 'object': {
      const items = Array.isArray(value) ? value.map(shown) : [undefined]
      return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
    }
    default:
      return undefined
  }
}
