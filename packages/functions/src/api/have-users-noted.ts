/**
 * Settings that were written by hand are noted when somebody asks for their zones, by a job: no request reads what lies in
 * all buckets, and no schedule reads it where nobody asks.
 */
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import type { Gateway } from '../http/route.ts'

/** ms that a request waits until the job is started. */
const patience = 1_000

/** Never throws: the list is what was noted before. */
export async function haveUsersNoted({ caches, logger, startJob }: Gateway): Promise<void> {
  if (startJob === undefined || caches.notedUsers.peek('all') !== undefined) return
  caches.notedUsers.set('all', { started: true })
  const started = startJob('check-zones', { usersOnly: true }).catch(error => {
    caches.notedUsers.delete('all')
    logger.warn('administrators.not_noted', { reason: String(error) })
  })
  await withTimeout(patience, started, () => undefined)
}
