/** The API: signing in where a gateway asks people for a name. Elsewhere browsers are led to GitHub and back. */
import * as z from 'zod'
import { operation, plain } from './operation.ts'

export const signInOperations = {
  'POST /api/sign-in/name': operation({
    ...plain,
    caller: 'anyone',
    summary: 'Who somebody says to be at a gateway that asks for a name, in a sign-in that GET /api/sign-in began',
    /** `state`: of the address that one was led to. */
    body: z.object({ name: z.string(), state: z.string().max(200) }),
    /** A path, where the browser goes on; the session is made there. */
    answer: z.object({ leadsTo: z.string() }),
    errors: ['sign_in.by_github', 'sign_in.bad_name']
  })
}
