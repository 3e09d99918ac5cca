/** What handlers for kachery clients share: errors as text, CORS, and the gateway when it is ready. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { consoleLogger } from './console-logger.ts'
import { cors, secondWireOrigins } from './cors.ts'
import { errorBoundary } from './error-boundary.ts'
import { failureAsText } from './failure.ts'
import type { Gateway, GatewaySource, HttpHandler } from './route.ts'

type Work = (gateway: Gateway, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

export const kacheryWires = {
  v1: { originsOf: (allowed: readonly string[]) => allowed },
  v2: { originsOf: secondWireOrigins }
} as const

/** `wire`: whose pages may read the answer, of those that the gateway allows, and whose words its errors have. */
export function kacheryWire(source: GatewaySource, work: Work, wire: keyof typeof kacheryWires = 'v1'): HttpHandler {
  let gateway: Gateway | undefined
  const logger = () => gateway?.logger ?? consoleLogger
  const pages = cors(() => kacheryWires[wire].originsOf(gateway?.allowedOrigins ?? []))
  const handle: HttpHandler = async event => {
    gateway = await source()
    return work(gateway, event)
  }
  return errorBoundary({ audience: wire, form: failureAsText, logger }, handle, pages)
}
