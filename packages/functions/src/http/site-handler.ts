/** What handlers of the site share: the gateway when it is ready, a limit in time, and errors as problem documents. */
import type { Logger } from '@kachery-gateway/core/logger.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { SiteDeps } from '../sign-in/site-deps.ts'
import { usualBudget } from '../time-budget.ts'
import { consoleLogger } from './console-logger.ts'
import { failureOf } from './failure.ts'
import { failureAsProblem } from './problem.ts'
import type { Gateway, GatewaySource, HttpHandler } from './route.ts'
import { withTimeLimit } from './time-limit.ts'

export type SiteWork = (
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2
) => Promise<APIGatewayProxyStructuredResultV2>

export function siteHandler(source: GatewaySource, work: SiteWork): HttpHandler {
  return async event => {
    let logger: Logger = consoleLogger
    try {
      const gateway = await source()
      logger = gateway.logger
      const { site } = gateway
      if (site === undefined) throw siteErrors.signInOff()
      const answered = async () => work(gateway, await site(), event)
      return await withTimeLimit(usualBudget.all, answered())
    } catch (error) {
      const requestId = event.requestContext?.requestId ?? 'unknown'
      return failureAsProblem(failureOf(error, requestId, logger, 'site'), requestId)
    }
  }
}
