/** Middleware: pages of the allowed origins may read the answer. No credentials: no cookie is read on these paths. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Middleware } from './error-boundary.ts'
import { header } from './request.ts'

export const defaultAllowedOrigins = [
  'https://figurl.org',
  'https://www.figurl.org',
  'http://localhost:3000',
  'http://localhost:3001'
] as const

/** Those of protocol v2, unless the operator says whose pages may call. */
const defaultSecondWireOrigins = [
  'https://figurl.org',
  'https://neurosift.app',
  'https://kachery.vercel.app',
  'http://localhost:3000',
  'http://localhost:4200'
] as const

export function secondWireOrigins(allowed: readonly string[]): readonly string[] {
  const usual =
    allowed.length === defaultAllowedOrigins.length && defaultAllowedOrigins.every(origin => allowed.includes(origin))
  return usual ? defaultSecondWireOrigins : allowed
}

/** Errors are for the pages to read, too. */
export function cors(allowed: () => readonly string[]): Middleware {
  const answer: NonNullable<Middleware['after']> = ({ event, response }) => {
    if (response) response.headers = { ...response.headers, ...corsHeaders(header(event, 'origin'), allowed()) }
  }
  return { after: answer, onError: answer }
}

/** On refusals of links to files: pages of any origin read by those, and learn of a refusal what any program does. */
export const refusalToAnyOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-error-code, x-request-id, retry-after'
} as const

export const refusalsToAnyOrigin: Middleware = {
  onError({ response }) {
    if (response) response.headers = { ...response.headers, ...refusalToAnyOrigin }
  }
}

/** What a browser asks before it sends a POST with JSON. */
export function preflight(
  event: APIGatewayProxyEventV2,
  allowed: readonly string[],
  allowedHeaders = 'content-type'
): APIGatewayProxyStructuredResultV2 {
  const granted = corsHeaders(header(event, 'origin'), allowed)
  if (granted['access-control-allow-origin'] === undefined) return { statusCode: 204, headers: granted }
  return {
    statusCode: 204,
    headers: {
      ...granted,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': allowedHeaders,
      'access-control-max-age': '7200'
    }
  }
}

/** For what answers without a handler. `origin`: the request's header. */
export function corsHeaders(origin: string | undefined, allowed: readonly string[]): Record<string, string> {
  if (origin === undefined) return { vary: 'origin' }
  if (!allowed.includes(origin)) return { vary: 'origin' }
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'x-error-code, x-request-id, x-previous-failure, retry-after'
  }
}
