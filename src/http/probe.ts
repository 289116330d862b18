/** Questions that several checks share: each is put once, and its answer looked at as often as need be. */

export type Once = <T>(name: string, make: () => T) => T

export function createOnce(): Once {
  const made = new Map<string, unknown>()
  return <T>(name: string, make: () => T): T => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name) as T
  }
}

/** What it was refused with, or undefined where it was answered. */
export async function refusalOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    await asked
    return undefined
  } catch (error) {
    return error
  }
}
