/** The name of one store, for states: what its ids belong to. */
import { digest } from '../../model/json.js'

export function storeFingerprint(storeId: string): string {
  return digest({ type: 'aws-identity-store', store: storeId })
}
