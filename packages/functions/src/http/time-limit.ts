/** A limit on how long an answer may take: the work may go on, its caller is told to try again. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'

/** Throws `gateway.too_slow` after `ms`. */
export function withTimeLimit<T>(ms: number, work: Promise<T>): Promise<T> {
  return withTimeout(ms, work, () => {
    throw errors.tooSlow()
  })
}
