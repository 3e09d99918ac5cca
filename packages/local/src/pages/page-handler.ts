/** From the page that asks for a name to its handlers: how long it may take, and errors as pages that say what to do. */
import { errorBoundary } from '@kachery-gateway/functions/http/error-boundary.ts'
import type { HttpHandler } from '@kachery-gateway/functions/http/route.ts'
import { withTimeLimit } from '@kachery-gateway/functions/http/time-limit.ts'
import { usualBudget } from '@kachery-gateway/functions/time-budget.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { checkOwnOrigin } from '../sign-in/own-origin.ts'
import { errorPage } from './error-page.ts'
import { render } from './page.ts'
import { checkLocal, type NamePageDeps, type Visit } from './visit.ts'

type Work = (visit: Visit) => Promise<APIGatewayProxyStructuredResultV2>

export function pageHandler(deps: NamePageDeps, work: Work): HttpHandler {
  return orErrorPage(deps, async event => {
    checkLocal({ deps, event })
    return work({ deps, event })
  })
}

/** Forms do something, so that they are taken from our own pages only. */
export function formHandler(deps: NamePageDeps, work: Work): HttpHandler {
  const handle = pageHandler(deps, work)
  return orErrorPage(deps, async (event, context) => {
    checkOwnOrigin(event)
    return handle(event, context)
  })
}

const orErrorPage = ({ gateway }: NamePageDeps, work: HttpHandler): HttpHandler =>
  errorBoundary(
    { audience: 'site', form: failure => render(errorPage(failure)), logger: () => gateway.logger },
    (event, context) => withTimeLimit(usualBudget.operation, work(event, context))
  )
