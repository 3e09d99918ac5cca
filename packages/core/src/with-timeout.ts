/** A limit on how long somebody waits. What is waited for knows nothing of it. */

/**
 * What `work` gives within `ms` milliseconds (at once where they are over), or else what `late` gives; it may throw. The work goes on all the same, and
 * what it throws afterwards is ignored. Only where time is up is `late` called.
 */
export async function withTimeout<T, L>(ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeIsUp = new Promise<void>(resolve => {
    timer = setTimeout(resolve, Math.max(0, ms))
  })
  try {
    return await Promise.race([work, timeIsUp.then(late)])
  } finally {
    clearTimeout(timer)
  }
}
