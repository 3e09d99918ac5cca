/** What handlers of the site share: the gateway when it is ready, a limit in time, and errors as problem documents. */
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { SiteDeps } from '../sign-in/site-deps.ts'
import { usualBudget } from '../time-budget.ts'
import { consoleLogger } from './console-logger.ts'
import { errorBoundary, type Middleware } from './error-boundary.ts'
import { failureAsProblem } from './problem.ts'
import type { Gateway, GatewaySource, HttpHandler } from './route.ts'
import { withTimeLimit } from './time-limit.ts'

export type SiteWork = (
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2
) => Promise<APIGatewayProxyStructuredResultV2>

/** `inside`: what else is done around the work. */
export function siteHandler(source: GatewaySource, work: SiteWork, ...inside: Middleware[]): HttpHandler {
  let logger = consoleLogger
  const handle: HttpHandler = async event => {
    const gateway = await source()
    logger = gateway.logger
    const { site } = gateway
    if (site === undefined) throw siteErrors.signInOff()
    const answered = async () => work(gateway, await site(), event)
    return withTimeLimit(usualBudget.all, answered())
  }
  return errorBoundary({ audience: 'site', form: failureAsProblem, logger: () => logger }, handle, ...inside)
}
