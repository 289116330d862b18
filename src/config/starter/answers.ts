/** What a first configuration says, as a person answered it: no secret's value, only where each is kept. */

export type Reference = { file: string } | { env: string } | { secret: string }

export type SourceAnswers =
  | { type: 'google'; credentials: Reference; subject: string; groups: string[]; endpoint?: string }
  | { type: 'entra'; tenant: string; clientId: string; proof: EntraProof; groups: string[]; endpoint?: string; authority?: string }
  | { type: 'github'; organization: string; proof: GithubProof; email: GithubEmail; teams: string[]; endpoint?: string }
  | { type: 'file'; paths: string[] }

export type EntraProof = { by: 'secret' | 'certificate' | 'token'; kept: Reference } | { by: 'aws' }
export type GithubProof = { by: 'app'; appId: string; privateKey: Reference } | { by: 'token'; token: Reference }
export type GithubEmail = { from: 'saml' } | { from: 'verified_domain' } | { from: 'login'; suffix: string }

export type TargetAnswers = { type: 'aws-scim' | 'scim'; endpoint: string | Reference; accessToken: Reference } | { type: 'aws-identity-store'; region?: string }

export type StateAnswers = { type: 'file'; path: string } | { type: 's3'; bucket: string; key: string; region?: string }

export interface Answers {
  stack: string
  /** At least one, and no two of a type. */
  sources: readonly SourceAnswers[]
  target: TargetAnswers
  state: StateAnswers
}

/** `file:PATH`, `env:NAME` or `secret:NAME#KEY`; undefined for any other text. */
export function referenceIn(text: string): Reference | undefined {
  const [, kind, at] = /^(file|env|secret):(.+)$/s.exec(text.trim()) ?? []
  return kind === undefined || at === undefined ? undefined : ({ [kind]: at } as Reference)
}
