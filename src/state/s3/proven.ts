/** The trial of a server's conditions, made before the first write: once for a server and bucket, as long as the process lives. */
import { IdpscimError } from '../../errors.js'
import type { Proof } from './self-test.js'

const proofs = new Map<unknown, Promise<Proof>>()

/** `server` is what tells one server from another. Throws `BadConfig` where the conditions are not kept; a trial that itself failed is made anew. */
export async function provenOnce(server: unknown, place: string, prove: () => Promise<Proof>): Promise<Proof> {
  const proving = proofs.get(server) ?? prove()
  proofs.set(server, proving)
  const proof = await proving.catch((error: unknown) => {
    proofs.delete(server)
    throw error
  })
  if (proof.ok) return proof
  const broken = proof.findings.filter(({ ok, needed }) => needed && !ok).map(({ rule, saw }) => `${rule} (${saw ?? 'not kept'})`)
  const why = 'this server does not keep the conditions of writes, so its lock would lock nothing'
  throw new IdpscimError('BadConfig', `${place} cannot be a state: ${why}: ${broken.join('; ')}`, {
    suggestions: ['keep the state on Amazon S3, or on a server that honours If-None-Match and If-Match on writes', 'or keep it in a file: state: {type: file, path: …}'],
    facts: { findings: proof.findings },
  })
}
