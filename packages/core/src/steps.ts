/** Long work that yields after each small step, and true before a large one, which may take 20 ms. See time-slice.ts. */
export type Steps<T> = Generator<boolean, T>

/** Where nobody else waits. */
export function runAtOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
