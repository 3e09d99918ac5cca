/** One request for the page that asks for a name, and what that page works with. */
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { localErrors } from '../local-errors.ts'
import type { OwnHosts } from '../server/own-hosts.ts'
import type { LocalIdentityProvider } from '../sign-in/local-identity-provider.ts'

export interface NamePageDeps {
  gateway: Gateway
  /** `http://127.0.0.1:<port>` */
  localUrl: string
  hosts: OwnHosts
  provider: LocalIdentityProvider
}

export interface Visit {
  deps: NamePageDeps
  event: APIGatewayProxyEventV2
}

/** Throws `sign_in.off` or `sign_in.elsewhere` where nobody signs in. */
export function checkLocal({ deps: { gateway, hosts, localUrl }, event }: Visit): void {
  if (gateway.identityProvider === undefined) throw localErrors.signInOff()
  if (!hosts.isLoopback(header(event, 'host'))) throw localErrors.signInElsewhere(localUrl)
}
