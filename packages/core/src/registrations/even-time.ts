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
  let result: T
  try {
    result = await work()
  } catch (error) {
    await untilEven(began, limits.evenMs)
    throw error
  }
  if (!tells(result)) await untilEven(began, limits.evenMs)
  return result
}

/** Timers go off at whole milliseconds of the loop's clock: never later than the first of them behind the even time. */
async function untilEven(began: number, step: number): Promise<void> {
  if (step === 0) return
  const ends = began + Math.ceil((performance.now() - began) / step) * step
  for (let left = ends - performance.now(); left > 0; left = ends - performance.now())
    await sleep(Math.max(1, Math.floor(left)))
}
