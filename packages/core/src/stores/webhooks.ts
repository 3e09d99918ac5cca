/**
 * Port: tells programs elsewhere what happened, by an HTTP request to an address that somebody gave.
 * Adapter: stores/http-webhooks.ts.
 */

export const webhookFailures = ['timeout', 'not_public', 'no_host', 'certificate', 'no_answer'] as const
export type WebhookFailure = (typeof webhookFailures)[number]

export interface WebhookRequest {
  /** https, or http on the loopback. */
  url: string
  /** Whether it may lead to this machine and its network. */
  local: boolean
  headers: Record<string, string>
  body: string
  /** ms for all of it */
  patience: number
}

export type WebhookAnswer = { status: number } | { failure: WebhookFailure }

export interface Webhooks {
  /** Whether this gateway lets anybody give addresses of its machine and network. */
  localAllowed: boolean
  /** Follows no redirect, keeps nothing of the answer but its status, and never throws. */
  post(request: WebhookRequest): Promise<WebhookAnswer>
}
