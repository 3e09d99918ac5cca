/** GET /api/health: that the gateway answers, and what it lacks, without asking any store. */
import type { Report } from '@kachery-gateway/core/report.ts'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { errorsAsText } from '../http/errors-as-text.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'
import { toConsole } from '../http/to-console.ts'

export function healthHandler(source: GatewaySource): HttpHandler {
  let gateway: Gateway | undefined
  const report: Report = (level, event, fields) => (gateway?.report ?? toConsole)(level, event, fields)
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(errorsAsText(report))
    .handler(async () => {
      gateway = await source()
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify({ status: 'ok', ...told(gateway) })
      }
    })
}

/** Nothing of a gateway that lacks nothing. */
function told({ shortcomings }: Gateway) {
  const { missing = [], wrong = [] } = shortcomings ?? {}
  return { ...(missing.length === 0 ? {} : { missing }), ...(wrong.length === 0 ? {} : { wrong }) }
}
