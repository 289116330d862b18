/** A request that is not granted: its status, and the sentence that the answer's `detail` carries. */

export class Refusal extends Error {
  /** `why` is for whoever seeds the store; the wire never tells which attribute collided. */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly why: string = detail,
  ) {
    super(detail)
  }
}

/** The generic 400, which the endpoint gives for most things it does not take. */
export function unacceptable(why: string): Refusal {
  return new Refusal(400, 'Request is unparsable, syntactically incorrect, or violates schema.', why)
}

export function invalidFilter(): Refusal {
  return new Refusal(400, 'Invalid Filter format')
}

/** The 409, whose words over SCIM never say what collided; the other API of the same store says it. */
export class Duplicate extends Refusal {
  constructor(
    readonly attribute: string,
    value: string,
  ) {
    super(409, 'Refused to create a new, duplicate resource.', `${attribute} ${value} is taken`)
  }
}

export function notFound(kind: string, id: string): Refusal {
  return new Refusal(404, `${kind} not found.`, `there is no ${kind.toLowerCase()} ${id}`)
}

/** Several broken constraints in one sentence, counted, as the service words them. */
export function broken(problems: readonly string[]): Refusal {
  const count = problems.length
  return new Refusal(400, `${count} validation error${count === 1 ? '' : 's'} detected: ${problems.join('; ')}`)
}
