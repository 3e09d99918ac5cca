/** A limit on how long somebody waits. What is waited for knows nothing of it. */

/**
 * What `work` gives within `ms` milliseconds (at once where they are over), or else what `late` gives; it may throw. The work goes on all the same, and
 * what it throws afterwards is ignored. Only where time is up is `late` called.
 */
export function withTimeout<T, L>(ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        try {
          resolve(late())
        } catch (error) {
          reject(error)
        }
      },
      Math.max(0, ms)
    )
    const inTime =
      <O>(settle: (outcome: O) => void) =>
      (outcome: O) => {
        clearTimeout(timer)
        settle(outcome)
      }
    work.then(inTime(resolve), inTime(reject))
  })
}
