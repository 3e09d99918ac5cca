/**
 * One line of a zone's history, as it will be archived in `logs/` of the zone's bucket. An allow-list: no tokens, no
 * signatures, no presigned URLs, and of the headers only those that say where a call came from.
 */
import { defined } from '../defined.ts'

export interface LogItem {
  /** The envelope without its secrets. */
  request: { payload: Record<string, unknown>; fromClientId?: string; githubUserId?: string }
  response: Record<string, unknown>
  /** ms since the epoch */
  requestTimestamp: number
  /** ms */
  elapsed: number
  requestHeaders: Record<string, string>
  zone: string
}

/** What a log item says of the call that it is about; made at the edge, before anything else is known. */
export interface RequestFacts {
  /** ms since the epoch */
  requestTimestamp: number
  requestHeaders: Record<string, string>
  fromClientId?: string
  githubUserId?: string
}

/** The item of a call whose answer was ready at `now` (ms since the epoch). */
export function logItem(
  facts: RequestFacts,
  zone: string,
  payload: Record<string, unknown>,
  response: Record<string, unknown>,
  now: number
): LogItem {
  return {
    request: {
      payload,
      ...defined({ fromClientId: facts.fromClientId, githubUserId: facts.githubUserId })
    },
    response,
    requestTimestamp: facts.requestTimestamp,
    elapsed: now - facts.requestTimestamp,
    requestHeaders: facts.requestHeaders,
    zone
  }
}
