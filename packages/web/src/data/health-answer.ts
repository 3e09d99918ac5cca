/** GET /api/health: whether the gateway is set up, and what is left to do. Its answer is no document of the API's. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import * as z from 'zod/mini'

const HealthAnswer = z.object({
  status: z.literal('ok'),
  /** What nobody has set yet: what does not work because of it, and what to do. */
  missing: z._default(z.array(z.object({ name: z.string(), consequence: z.string(), remedy: z.string() })), []),
  /** What is set, but wrongly. */
  wrong: z._default(z.array(z.object({ name: z.string(), problem: z.string() })), [])
})
/** `elapsed`: ms until it was here. */
export type Health = z.infer<typeof HealthAnswer> & { elapsed: number }

/** `place`: where it is asked for. Throws ApiError. */
export async function getHealth(send: typeof fetch, signal: AbortSignal, place = '/api/health'): Promise<Health> {
  const begun = performance.now()
  const response = await send(place, { signal })
  const text = await response.text()
  if (!response.ok) throw refusal(response, text)
  const parsed = HealthAnswer.safeParse(asJson(text))
  if (!parsed.success) throw new ApiError(response.status, 'unknown', '', {})
  return { ...parsed.data, elapsed: performance.now() - begun }
}

/** A sentence as text, with its code in a header; whatever has no such header is not the gateway's. */
function refusal({ status, headers }: Response, text: string): ApiError {
  const requestId = headers.get('x-request-id')
  const own = headers.get('content-type')?.startsWith('text/plain') === true && text !== ''
  const code = own ? headers.get('x-error-code') : null
  return new ApiError(status, code ?? 'unknown', text, requestId === null ? {} : { requestId })
}

/** `undefined`, which fits no schema of ours, where it is not JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
