/** Setting a gateway up. */
import type { setupOperations } from '@kachery-gateway/core/api/setup.ts'
import { beginSetup } from '../sign-in/setup.ts'
import type { Works } from './implement.ts'

export const setup: Works<typeof setupOperations> = {
  'POST /api/setup/sign-in': ({ gateway, site, body, cookies }) => beginSetup(gateway, site, body.token, cookies)
}
