/** An HTTP request of the doctor: with a limit, and with why nothing answered in words. */

/** ms */
const limit = 10_000
const largest = 200_000

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export class NoAnswer extends Error {
  /** `ENOTFOUND`: the name is not known. */
  readonly code: string

  constructor(code: string) {
    super(`no answer (${code})`)
    this.code = code
  }
}

/** Throws NoAnswer. */
export async function reach(fetching: typeof fetch, url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const answer = await fetching(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(limit) })
    return { status: answer.status, headers: answer.headers, text: (await answer.text()).slice(0, largest) }
  } catch (error) {
    throw new NoAnswer(reasonOf(error))
  }
}

/** fetch hides what happened in a cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return `nothing within ${limit / 1000} s`
  const { cause = error } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.name : 'unknown'
}
