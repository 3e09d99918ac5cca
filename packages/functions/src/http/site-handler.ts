/** What handlers of the site share: the gateway when it is ready, a limit in time, and errors as problem documents. */
import type { Report } from '@kachery-gateway/core/report.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { SiteDeps } from '../sign-in/site-deps.ts'
import { usualBudget } from '../time-budget.ts'
import { failureOf } from './failure.ts'
import { failureAsProblem } from './problem.ts'
import type { Gateway, GatewaySource, HttpHandler } from './route.ts'
import { withTimeLimit } from './time-limit.ts'
import { toConsole } from './to-console.ts'

export type SiteWork = (
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2
) => Promise<APIGatewayProxyStructuredResultV2>

export function siteHandler(source: GatewaySource, work: SiteWork): HttpHandler {
  return async event => {
    let report: Report = toConsole
    try {
      const gateway = await source()
      report = gateway.report
      const { site } = gateway
      if (site === undefined) throw siteErrors.signInOff()
      const answered = async () => work(gateway, await site(), event)
      return await withTimeLimit(usualBudget.all, answered())
    } catch (error) {
      const requestId = event.requestContext?.requestId ?? 'unknown'
      return failureAsProblem(failureOf(error, requestId, report, 'site'), requestId)
    }
  }
}
