/** Failures as a page shows them. The gateway's own sentences are for people already; what others answer is not. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'

export interface Failure {
  /** For the person at the screen: what happened and what to do. */
  sentence: string
  /** HTTP; 0 where no answer came. */
  status: number
  /** The gateway's own, such as `zone.not_found`. */
  code: string
  requestId?: string
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) {
    return { sentence: 'This page has an error. Reload it and try again.', status: 0, code: 'page.mistake' }
  }
  const { status, code, message, problem } = error
  return {
    sentence: code === 'unknown' ? inWords(status) : message,
    status,
    code,
    ...(typeof problem.requestId === 'string' ? { requestId: problem.requestId } : {})
  }
}

/** Of what is not a problem document of the gateway's: a proxy answered, or a network's sign-in page. */
function inWords(status: number): string {
  if (status < 300) {
    return 'The answer didn’t come from this gateway. A proxy or a network’s sign-in page may have answered. Reload this page.'
  }
  if (status === 429) return 'This gateway is getting too many requests. Try again in a minute.'
  if (status >= 500) return `The gateway isn’t working (status ${status}). Try again in a minute.`
  return `The gateway refused this (status ${status}).`
}

/** Whether trying again at once may help: nothing was refused, something was not there for a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 503)
