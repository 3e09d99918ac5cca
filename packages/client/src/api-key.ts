/** An API key as a person gets one: signed in on the site, by a press of a button. Locally one signs in by name. */
import { localSite } from './register-locally.ts'
import { signIn } from './site-visitor.ts'

export const newApiKey = async (gatewayUrl: string, name: string): Promise<string> =>
  (await signIn(localSite(gatewayUrl), name)).newApiKey()
