/** From a page to a handler: who visits it, how long it may take, and errors as pages that say what to do. */

import { failureOf } from '@kachery-gateway/functions/http/failure.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import { orTooSlow } from '@kachery-gateway/functions/http/time-limit.ts'
import { usualBudget } from '@kachery-gateway/functions/time-budget.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { checkOwnOrigin } from '../sign-in/own-origin.ts'
import { errorPage } from './error-page.ts'
import { render } from './page.ts'
import { checkLocal, type Site, type Visit, visitOf } from './site.ts'

type Work = (visit: Visit) => Promise<APIGatewayProxyStructuredResultV2>

export function pageHandler(site: Site, work: Work): HttpHandler {
  return event => orErrorPage(site, event, async () => work(await visitOf(site, event)))
}

/** Forms do something, so that they are taken from our own pages only, and only on this machine. */
export function formHandler(site: Site, work: Work): HttpHandler {
  return event =>
    orErrorPage(site, event, async () => {
      checkOwnOrigin(event)
      const visit = await visitOf(site, event)
      checkLocal(visit)
      return work(visit)
    })
}

async function orErrorPage(
  site: Site,
  event: APIGatewayProxyEventV2,
  work: () => Promise<APIGatewayProxyStructuredResultV2>
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await orTooSlow(usualBudget.operation, work())
  } catch (error) {
    return render(errorPage(failureOf(error, event.requestContext.requestId, site.gateway.report)))
  }
}
