/** The API: setting a gateway up. */
import * as z from 'zod'
import { operation, plain } from './operation.ts'

export const setupOperations = {
  'POST /api/setup/sign-in': operation({
    ...plain,
    caller: 'anyone',
    summary: 'What GitHub makes the gateway’s sign-in of, for whoever has the one-time link of npm run setup',
    body: z.object({ token: z.string().regex(/^[0-9a-f]{64}$/, 'is of another link') }),
    answer: z.object({
      /** Where the manifest goes, as the field `manifest` of a form that is posted. */
      formAction: z.string(),
      manifest: z.string(),
      /** To make an OAuth app by hand instead: GitHub's form, filled in. */
      oauthAppForm: z.string()
    }),
    errors: ['setup.link_refused', 'setup.done', 'setup.off']
  })
}
