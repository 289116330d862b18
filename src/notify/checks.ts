/** What can be known of whom to tell, without telling anybody anything. */
import type { NotifyConfig } from '../config/notify/notify.js'
import { present } from '../config/unread.js'
import type { Network } from '../http/reach.js'
import type { Check } from '../model/check.js'

export function notifyChecks(notify: NotifyConfig, network: Network): Check[] {
  switch (notify.type) {
    case 'webhook':
      // The address is the credential: only its host is asked, and nothing is posted.
      return [network([present(notify.url).reveal()])]
    case 'sns':
      return [
        {
          name: 'sns:Publish',
          ask: () => Promise.resolve({ status: 'unknown', says: 'not tried: everybody who listens would hear it', remedies: [`See that the role may sns:Publish to ${present(notify.topic)}, and kms:GenerateDataKey* and kms:Decrypt where the topic has a key of its own.`] }),
        },
      ]
  }
}
