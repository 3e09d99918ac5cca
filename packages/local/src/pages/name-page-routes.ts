/** The one page that the gateway itself makes: it asks for a name, where GitHub would ask for consent. */
import type { ServedRoute } from '@kachery-gateway/functions/http/route-table.ts'
import { namePath } from '../sign-in/local-identity-provider.ts'
import { askName, takeName } from './name-page.ts'
import { formHandler, pageHandler } from './page-handler.ts'
import { stylesheetHandler, stylesheetPath } from './stylesheet.ts'
import type { NamePageDeps } from './visit.ts'

export const namePageRoutes = (deps: NamePageDeps): ServedRoute[] => [
  { method: 'GET', path: namePath, handle: pageHandler(deps, askName) },
  { method: 'POST', path: namePath, handle: formHandler(deps, takeName) },
  { method: 'GET', path: stylesheetPath, handle: stylesheetHandler }
]
