/** Ends the session of this browser. The page begins anew: what this person could see is nobody else's. */
import { placeOf } from './base-path.ts'
import { useChange } from './use-change.ts'

export const useSignOut = () =>
  useChange({
    work: (api, _: undefined) => api('POST /api/me/sign-out', {}),
    refused: 'You are still signed in',
    onDone: () => window.location.assign(placeOf('/'))
  })
