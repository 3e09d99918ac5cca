/** Failures in words. The gateway's own sentences are for people already; what others answer on the way is not. */
import type { Failure } from './answer.ts'

/** Longer texts are not the gateway's sentences. */
const longestSentence = 600

export function refusal(response: Pick<Response, 'status' | 'headers'>, text: string): Failure {
  const { status, headers } = response
  const code = headers.get('x-error-code')
  const requestId = headers.get('x-request-id')
  const own = headers.get('content-type')?.startsWith('text/plain') === true && code !== null
  const sentence = own && text !== '' && text.length <= longestSentence ? text : inWords(status)
  return {
    kind: 'refused',
    sentence,
    status,
    ...(code === null ? {} : { code }),
    ...(requestId === null ? {} : { requestId })
  }
}

function inWords(status: number): string {
  if (status === 429) return 'Too many requests reach this gateway at the moment. Try again in a minute.'
  if (status >= 500) return `The gateway does not work at the moment (status ${status}). Try again in a minute.`
  return `The gateway did not take this (status ${status}).`
}

/** `timeLimit`: ms */
export function unreachable(tooSlow: boolean, timeLimit: number): Failure {
  if (!tooSlow) {
    const sentence = 'No answer came. Check that this computer is online; if it is, the gateway may be down.'
    return { kind: 'unreachable', sentence }
  }
  const sentence = `No answer came within ${Math.round(timeLimit / 1000)} s. The gateway may be starting or busy: try again.`
  return { kind: 'slow', sentence }
}

export function unreadable(status: number): Failure {
  const sentence =
    'Something answered that is not this gateway: a proxy or a network’s sign-in page perhaps. Open this page anew.'
  return { kind: 'unreadable', sentence, status }
}
