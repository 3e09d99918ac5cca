/** A limit on how long an answer may take: the work may go on, its caller is told to try again. */
import { errors } from '@kachery-gateway/core/errors.ts'

/** Throws `gateway.too_slow` after `ms`. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(errors.tooSlow(ms)), ms)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
