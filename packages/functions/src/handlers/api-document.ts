/** GET /api/openapi.json: the API document. */
import { openApiDocument } from '../api/openapi.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'
import { routes } from '../routes.ts'

let document: string | undefined

export function apiDocumentHandler(_source: GatewaySource): HttpHandler {
  return async () => {
    document ??= JSON.stringify(openApiDocument(routes, '1'))
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
      body: document
    }
  }
}
