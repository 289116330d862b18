/** What one type of source or target says of itself: its keys, which of them hold texts that may be kept elsewhere, and what it becomes. */
import type * as z from 'zod'
import type { Kept } from './config.js'
import type { Problem } from './problems.js'
import type { Secret } from '../model/secret.js'
import type { Unread } from './unread.js'

export interface TextRule {
  /**
   * `secret`: never shown, and its digest is its reference alone. `name`: shown in plans, so never blotted out, even where it is kept in
   * a secret. `address`: an http(s) address without user, query and fragment. `plain`: anything else that may be shown.
   */
  holds: 'secret' | 'name' | 'address' | 'plain'
  /** Where the value is when nothing is said. */
  fallback?: unknown
  /** A whole document (a key file): a JSON object is meant as it is, and its last line break is its own. */
  document?: boolean
  /** Gives what is wrong with a fetched value, beginning with its name; a secret's value is never quoted. */
  check?: (text: { name: string; value: string }) => Problem | undefined
}

/** The texts of one entry, by key; undefined where nothing is said. */
export interface EntryTexts {
  kept(key: string): Kept | undefined
  secret(key: string): Secret | Unread | undefined
}

/** Where an entry stands. */
export interface EntryGround {
  /** What relative paths are relative to. */
  base: string
}

export interface Kind<Schema extends z.ZodObject = z.ZodObject, Built = unknown> {
  schema: Schema
  texts: Readonly<Record<string, TextRule>>
  build(written: z.output<Schema>, texts: EntryTexts, ground: EntryGround): Built
}

/** Keeps the types of schema and result together. */
export function kind<Schema extends z.ZodObject, Built>(definition: Kind<Schema, Built>): Kind<Schema, Built> {
  return definition
}

/** The entry without what is undefined, as `exactOptionalPropertyTypes` wants it. */
export function compact<T extends object>(entry: T): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as ReturnType<typeof compact<T>>
}
