/**
 * What tells nobody that a file is there is answered at even times: whoever may not read it would else learn, of thousands
 * of answers, which took some microseconds longer (docs/decisions/0155-refusals-come-at-even-times.md).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { GatewayDeps } from '../deps.ts'

/** Waits where `work` fails, and where its result does not tell that the caller reads the file. */
export async function inEvenTime<T>(
  { limits }: Pick<GatewayDeps, 'limits'>,
  work: () => Promise<T>,
  tells: (result: T) => boolean
): Promise<T> {
  const began = performance.now()
  const [outcome] = await Promise.allSettled([work()])
  if (outcome.status === 'fulfilled' && tells(outcome.value)) return outcome.value
  if (limits.evenMs > 0) await untilEven(began, limits.evenMs)
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}

/** Timers go off at whole milliseconds of the loop's clock: never later than the first of them behind the even time. */
async function untilEven(began: number, step: number): Promise<void> {
  const ends = began + Math.ceil((performance.now() - began) / step) * step
  for (let left = ends - performance.now(); left > 0; left = ends - performance.now())
    await sleep(Math.max(1, Math.floor(left)))
}
