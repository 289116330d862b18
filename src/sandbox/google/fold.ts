/** Mails and names as they are compared: without regard to case. */

export const fold = (text: string): string => text.toLowerCase()

export const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
