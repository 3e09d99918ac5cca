/** The middleware that handlers for kachery clients share: errors as text, CORS, and the gateway when it is ready. */
import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { consoleLogger } from './console-logger.ts'
import { cors, secondWireOrigins } from './cors.ts'
import { errorsAsText } from './errors-as-text.ts'
import type { Gateway, GatewaySource, HttpHandler } from './route.ts'

type Work = (gateway: Gateway, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>

export const kacheryWires = {
  v1: { originsOf: (allowed: readonly string[]) => allowed },
  v2: { originsOf: secondWireOrigins }
} as const

/** `wire`: whose pages may read the answer, of those that the gateway allows, and whose words its errors have. */
export function kacheryWire(source: GatewaySource, work: Work, wire: keyof typeof kacheryWires = 'v1'): HttpHandler {
  let gateway: Gateway | undefined
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(cors(() => kacheryWires[wire].originsOf(gateway?.allowedOrigins ?? [])))
    .use(errorsAsText(() => gateway?.logger ?? consoleLogger, wire))
    .handler(async event => {
      gateway = await source()
      return work(gateway, event)
    })
}
