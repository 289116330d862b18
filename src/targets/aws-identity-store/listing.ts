/** A list read to its end by `NextToken`, or not at all; one object, or the news that there is none. */
import * as z from 'zod'
import { AwsRefusal } from '../../http/aws-json.js'
import { AWS_IDENTITY_STORE } from './capabilities.js'
import type { ReadOperation, StoreClient } from './client.js'
import { incomplete, isMissing, readFailed, refused } from './failures.js'
import { shapeIssue } from '../../model/shape-issue.js'

export interface Listing<T> {
  /** One of each id, in the order in which they first came. */
  rows: T[]
  pages: number
  /** False where `enough` stopped the reading before the end. */
  whole: boolean
}

export interface ListRequest<T> {
  operation: ReadOperation
  /** The member of the answer that holds the rows. */
  member: 'Users' | 'Groups' | 'GroupMemberships'
  input?: Readonly<Record<string, unknown>>
  parse: (resource: unknown) => T
  idOf: (row: T) => string
  /** For every page, with the rows so far; true stops the reading, for callers who have seen enough. */
  enough?(rows: readonly T[], pages: number): boolean
  /** Told after every page. */
  onPage?(pages: number, rows: number): void
}

const Page = z.looseObject({ NextToken: z.string().nullish() })

/**
 * Every row, or up to `enough`; undefined where what the list belongs to does not exist. Throws `TargetIncomplete` where the end was not
 * reached. A token that is refused on a later page has probably aged: the list is read once more from its start.
 */
export async function list<T>(client: StoreClient, request: ListRequest<T>): Promise<Listing<T> | undefined> {
  const first = await walk(client, request)
  if (first !== 'refused') return first
  const second = await walk(client, request)
  if (second !== 'refused') return second
  throw incomplete(`${request.operation}: a token was refused twice, each time on a later page`)
}

async function walk<T>(client: StoreClient, request: ListRequest<T>): Promise<Listing<T> | undefined | 'refused'> {
  const { operation, member, parse, idOf } = request
  const rows = new Map<string, T>()
  const seen = new Set<string>()
  let token: string | undefined
  for (let pages = 1; ; pages++) {
    const body = await onePage(client, request, token)
    if (body === 'gone') return undefined
    if (body === 'refused') return 'refused'
    const { found, next } = checked(operation, () => {
      const { NextToken, ...rest } = Page.parse(body)
      const page = z.object({ [member]: z.array(z.unknown()) }).parse(rest)
      return { found: (page[member] ?? []).map(parse), next: NextToken === '' ? undefined : (NextToken ?? undefined) }
    })
    for (const row of found) if (!rows.has(idOf(row))) rows.set(idOf(row), row)
    request.onPage?.(pages, rows.size)
    if (next === undefined || request.enough?.([...rows.values()], pages)) return { rows: [...rows.values()], pages, whole: next === undefined }
    if (seen.has(next)) throw incomplete(`${operation}: the service gave the same token twice, after ${pages} pages`)
    seen.add(next)
    token = next
  }
}

async function onePage(client: StoreClient, { operation, input }: Pick<ListRequest<never>, 'operation' | 'input'>, token: string | undefined): Promise<unknown> {
  try {
    // Always said: what a page holds where nothing is said is documented nowhere.
    const { body } = await client.read(operation, { ...input, MaxResults: AWS_IDENTITY_STORE.pageSize, ...(token !== undefined && { NextToken: token }) })
    return body
  } catch (error) {
    if (error instanceof AwsRefusal && isMissing(error)) return 'gone'
    if (error instanceof AwsRefusal && token !== undefined && error.type === 'ValidationException') return 'refused'
    throw readFailed(`reading ${operation}`, error)
  }
}

/** The answer to one question; undefined where the service says that there is nothing of the kind. */
export async function ask<T>(client: StoreClient, operation: ReadOperation, input: Readonly<Record<string, unknown>>, parse: (body: unknown) => T): Promise<T | undefined> {
  try {
    const { body } = await client.read(operation, input)
    return checked(operation, () => parse(body))
  } catch (error) {
    if (error instanceof AwsRefusal) {
      if (isMissing(error)) return undefined
      throw refused(operation, error)
    }
    throw readFailed(operation, error)
  }
}

/** An answer that is not as the API's reference has it is no reading: it is refused, with the place that is wrong. */
function checked<T>(doing: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const issue = error.issues[0]
    throw incomplete(`${doing}: the answer is not as AWS defines it, at ${issue?.path.join('.') ?? ''}: ${issue === undefined ? '' : shapeIssue(issue)}`)
  }
}
