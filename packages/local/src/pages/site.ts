/** What the pages of a gateway on one machine work with. */
import type { User } from '@kachery-gateway/core/users/user.ts'
import type { Zone } from '@kachery-gateway/core/zones/zone.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { signedIn } from '@kachery-gateway/functions/sign-in/sessions.ts'
import type { SiteParts } from '@kachery-gateway/functions/sign-in/site-parts.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { localErrors } from '../local-errors.ts'
import type { OwnHosts } from '../server/own-hosts.ts'
import type { LocalIdentityProvider } from '../sign-in/local-identity-provider.ts'

export interface Site {
  gateway: Gateway
  /** `http://127.0.0.1:<port>` */
  localUrl: string
  hosts: OwnHosts
  /** Sessions, which the pages share with the API. */
  parts: SiteParts
  provider: LocalIdentityProvider
  /** Where a zone's settings file lies, for its administrators to edit. */
  settingsPlace(zone: Zone): string
}

/** One request for a page, and who makes it. */
export interface Visit {
  site: Site
  event: APIGatewayProxyEventV2
  query: URLSearchParams
  /** Made on this machine, where people may sign in; anywhere else nobody does. */
  local: boolean
  /** Who is signed in. */
  user: User | undefined
}

export async function visitOf(site: Site, event: APIGatewayProxyEventV2): Promise<Visit> {
  const local = offersSignIn(site) && site.hosts.isLoopback(header(event, 'host'))
  const user = local ? (await signedIn(site.gateway, site.parts, event))?.user : undefined
  return { site, event, query: new URLSearchParams(event.rawQueryString), local, user }
}

/** Throws `sign_in.off` or `sign_in.elsewhere` where nobody signs in. */
export function checkLocal({ site, event, local }: Visit): void {
  if (!offersSignIn(site)) throw localErrors.signInOff()
  if (!local) throw localErrors.signInElsewhere(site.localUrl + addressOf(event))
}

const offersSignIn = ({ gateway }: Site): boolean => gateway.identityProvider !== undefined

/** This page's own path and query, to come back to. */
export const addressOf = ({ rawPath, rawQueryString }: APIGatewayProxyEventV2): string =>
  rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`
