/** Requests are accepted for 125 s around the time they were made, so that a recorded one is soon worth nothing. */
import { errors } from '../errors.ts'

/** ms */
export const timestampTolerance = 125_000

/** `timestamp` and `now` in ms since the epoch. Throws `auth.wrong_clock`. */
export function checkTimestamp(timestamp: number, now: number): void {
  const ahead = timestamp - now
  if (Math.abs(ahead) > timestampTolerance) throw errors.wrongClock(now, ahead, timestampTolerance)
}
