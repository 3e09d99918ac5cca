/**
 * GET /s/TOKEN[/NAME]: a link by which whoever has it reads some files until it ends. It leads a program to a fresh URL of
 * the bucket, and a browser to the page that says what it gives; `?sha1=HASH` leads both to that file.
 */
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { ShareToken } from '@kachery-gateway/core/model/share-link.ts'
import { type Reading, readByLink } from '@kachery-gateway/core/share-links/use-share-link.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { refusalsToAnyOrigin } from '../http/cors.ts'
import { isBrowser, toPage, toStore } from '../http/redirect.ts'
import { header, requestFacts } from '../http/request.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'
import { siteHandler } from '../http/site-handler.ts'
import { urlFor } from './stored-file-url.ts'

export const shareLinkHandler = (source: GatewaySource): HttpHandler =>
  siteHandler(
    source,
    async (gateway, { basePath }, event) => {
      const token = tokenOf(event)
      const { sha1 } = event.queryStringParameters ?? {}
      const hash = sha1 === undefined ? undefined : orNotFound(ContentHash.safeParse(sha1))
      // Behind the hash sign it is in no log, and no address that a page sends on.
      if (hash === undefined && isBrowser(event)) return toPage(`${basePath}/shared#${token}`)
      const { method } = event.requestContext.http
      const name = event.pathParameters?.name
      const wanted = { ...(hash && { hash }), ...(name !== undefined && { name }) }
      const facts = requestFacts(event, gateway.now())
      const { zone, file } = await readByLink(gateway, token, wanted, readingOf(event, method), facts)
      return toStore(await urlFor(gateway, method, zone, file))
    },
    refusalsToAnyOrigin
  )

/** CloudFront takes the token out of the path, which API Gateway's log has (packages/web/src/edge/one-slash.js). */
function tokenOf(event: APIGatewayProxyEventV2): ShareToken {
  const { token } = event.pathParameters ?? {}
  return orNotFound(ShareToken.safeParse(token === '-' ? header(event, 'x-share-token') : token))
}

function readingOf(event: APIGatewayProxyEventV2, method: string): Reading {
  if (method === 'HEAD') return 'head'
  return header(event, 'range') === undefined ? 'whole' : 'range'
}

/** What is no token and what is no hash are not told apart from what is there no more. */
function orNotFound<T>(parsed: { success: true; data: T } | { success: false }): T {
  if (!parsed.success) throw siteErrors.shareNotFound()
  return parsed.data
}
