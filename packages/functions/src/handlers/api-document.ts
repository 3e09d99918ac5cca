/** GET /api/openapi.json: the API document. */
import { openApiDocument } from '../api/openapi.ts'
import type { GatewaySource, HttpHandler, Route } from '../http/route.ts'

export const apiDocumentHandler = (routes: readonly Route[]) => {
  let document: string | undefined
  return (_source: GatewaySource): HttpHandler =>
    async () => {
      document ??= JSON.stringify(openApiDocument(routes, '1'))
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
        body: document
      }
    }
}
