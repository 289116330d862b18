/** A sync by a crontab: whoever the configuration names hears how it ended. */
import type { Context } from '../operations/context.js'
import type { SyncResult } from '../operations/sync.js'
import { tellNews } from '../notify/notify.js'
import { newsOfError, newsOfFailures, newsOfSync } from '../notify/sync-news.js'

/** Gives, or throws, what the sync does. One that a signal stopped is nobody's news: somebody sent it. */
export async function tellSync(context: Context, sync: Promise<SyncResult>): Promise<SyncResult> {
  const { config, signal } = context
  try {
    const done = await sync
    const failed = done.result?.status === 'incomplete' && signal?.aborted !== true ? [newsOfFailures('sync', done.plan, done.result)] : []
    for (const news of [...newsOfSync(done), ...failed]) await tellNews(config.notify, news, context)
    return done
  } catch (error) {
    if (signal?.aborted !== true) await tellNews(config.notify, newsOfError('sync', config.stack, error), context)
    throw error
  }
}
