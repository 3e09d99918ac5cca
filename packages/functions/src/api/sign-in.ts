/** Signing in by name. */
import type { signInOperations } from '@kachery-gateway/core/api/sign-in.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { Works } from './implement.ts'

export const signIn: Works<typeof signInOperations> = {
  'POST /api/sign-in/name': async ({ site: { provider }, body }) => {
    if (provider?.takeName === undefined) throw siteErrors.signInByGithub()
    return { leadsTo: await provider.takeName(body.name, body.state) }
  }
}
