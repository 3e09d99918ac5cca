/** A limit on how long an answer may take: the work may go on, its caller is told to try again. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { within } from '@kachery-gateway/core/within.ts'

/** Throws `gateway.too_slow` after `ms`. */
export function orTooSlow<T>(ms: number, work: Promise<T>): Promise<T> {
  return within(ms, work, () => {
    throw errors.tooSlow()
  })
}
