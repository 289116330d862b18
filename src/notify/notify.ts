/** Tells everybody who is to be told. Whoever cannot be reached is a problem of its own, never of the run. */
import type { Clock } from '../clock.js'
import type { NotifyConfig } from '../config/notify/notify.js'
import { present } from '../config/unread.js'
import { redact } from '../model/secret.js'
import type { OnProgress } from '../model/progress.js'
import { type Message, messageOf, type News } from './news.js'

interface Telling {
  clock: Clock
  onProgress: OnProgress
}

/** Never throws: what could not be sent is told as a warning. */
export async function tellNews(notify: readonly NotifyConfig[], news: News, { clock, onProgress }: Telling): Promise<void> {
  const wanted = notify.filter(({ on }) => on.includes(news.occasion))
  if (wanted.length === 0) return
  const message = messageOf(news)
  await Promise.all(
    wanted.map(async (one) => {
      try {
        await send(one, message, clock)
        onProgress({ type: 'note', level: 'debug', message: `told ${nameOf(one)}: ${message.subject}` })
      } catch (error) {
        onProgress({ type: 'note', level: 'warn', message: redact(`${nameOf(one)} could not be told "${message.subject}": ${error instanceof Error ? error.message : String(error)}`) })
      }
    }),
  )
}

/** Only who notifies loads what it takes. */
async function send(to: NotifyConfig, message: Message, clock: Clock): Promise<void> {
  switch (to.type) {
    case 'sns': {
      const { publish } = await import('./sns.js')
      return publish(present(to.topic), message)
    }
    case 'webhook': {
      const { post } = await import('./webhook.js')
      return post(present(to.url).reveal(), message, clock)
    }
  }
}

/** A webhook's address is its credential. */
function nameOf(to: NotifyConfig): string {
  return to.type === 'sns' ? `the topic ${String(to.topic)}` : `the webhook from ${present(to.url).origin}`
}
