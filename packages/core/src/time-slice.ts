/**
 * Long work in slices, so that whoever else waits for the event loop gets their turn. After each small step:
 * `if (isSliceOver()) await nextSlice()`. The loop is one for the whole process, and so is the slice: however many do long
 * work side by side, together they hold the loop no longer than one of them.
 */
import { setImmediate } from 'node:timers/promises'
import type { Steps } from './steps.ts'

/** ms that long work goes on without letting others in. */
const sliceLength = 10

let began = Number.NEGATIVE_INFINITY
let next: Promise<void> | undefined

export const isSliceOver = () => performance.now() - began > sliceLength

/** Lets everybody in who waits for the event loop. */
export function nextSlice(): Promise<void> {
  next ??= setImmediate().then(() => {
    next = undefined
    began = performance.now()
  })
  return next
}

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (value || isSliceOver()) await nextSlice()
  }
}
