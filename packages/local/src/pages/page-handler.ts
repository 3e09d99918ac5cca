/** From the page that asks for a name to its handlers: how long it may take, and errors as pages that say what to do. */
import { failureOf } from '@kachery-gateway/functions/http/failure.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import { withTimeLimit } from '@kachery-gateway/functions/http/time-limit.ts'
import { usualBudget } from '@kachery-gateway/functions/time-budget.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { checkOwnOrigin } from '../sign-in/own-origin.ts'
import { errorPage } from './error-page.ts'
import { render } from './page.ts'
import { checkLocal, type NamePageDeps, type Visit } from './visit.ts'

type Work = (visit: Visit) => Promise<APIGatewayProxyStructuredResultV2>

export function pageHandler(deps: NamePageDeps, work: Work): HttpHandler {
  return event =>
    orErrorPage(deps, event, async () => {
      checkLocal({ deps, event })
      return work({ deps, event })
    })
}

/** Forms do something, so that they are taken from our own pages only. */
export function formHandler(deps: NamePageDeps, work: Work): HttpHandler {
  const handle = pageHandler(deps, work)
  return (event, context) =>
    orErrorPage(deps, event, async () => {
      checkOwnOrigin(event)
      return handle(event, context)
    })
}

async function orErrorPage(
  { gateway }: NamePageDeps,
  event: APIGatewayProxyEventV2,
  work: () => Promise<APIGatewayProxyStructuredResultV2>
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await withTimeLimit(usualBudget.operation, work())
  } catch (error) {
    return render(errorPage(failureOf(error, event.requestContext.requestId, gateway.logger, 'site')))
  }
}
