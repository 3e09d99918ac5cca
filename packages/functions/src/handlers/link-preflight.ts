/**
 * OPTIONS of links to files: what browsers ask before a page reads from the end of a file, or with an API key. The same
 * whatever the link leads to, without a look at it; no cookie is sent there.
 */
import type { GatewaySource, HttpHandler } from '../http/route.ts'

export const linkPreflightHandler =
  (_: GatewaySource): HttpHandler =>
  async () => ({
    statusCode: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': 'range, if-range, authorization',
      'access-control-max-age': '7200'
    },
    body: ''
  })
