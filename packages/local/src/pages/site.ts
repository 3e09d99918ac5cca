/** What the pages of a gateway on one machine work with. */
import { identifyUser } from '@kachery-gateway/core/access/identify-user.ts'
import type { User } from '@kachery-gateway/core/users/user.ts'
import type { Zone } from '@kachery-gateway/core/zones/zone.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { localErrors } from '../local-errors.ts'
import type { OwnHosts } from '../server/own-hosts.ts'
import { sentTokens } from '../sign-in/session-cookie.ts'
import type { SessionTokens } from '../sign-in/session-tokens.ts'

export interface Site {
  gateway: Gateway
  port: number
  /** `http://127.0.0.1:<port>` */
  localUrl: string
  hosts: OwnHosts
  tokens: SessionTokens
  /** Told of each sign-in; the first may become an administrator. */
  signedIn(user: User): Promise<void>
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
  const user = local ? await signedInUser(site, event) : undefined
  return { site, event, query: new URLSearchParams(event.rawQueryString), local, user }
}

/** Throws `sign_in.off` or `sign_in.elsewhere` where nobody signs in. */
export function checkLocal({ site, event, local }: Visit): void {
  if (!offersSignIn(site)) throw localErrors.signInOff()
  if (!local) throw localErrors.signInElsewhere(site.localUrl + addressOf(event))
}

const offersSignIn = ({ gateway }: Site): boolean => gateway.identityProvider !== undefined

async function signedInUser(site: Site, event: APIGatewayProxyEventV2): Promise<User | undefined> {
  for (const token of sentTokens(event, site.port)) {
    const name = site.tokens.read(token, site.gateway.now())
    if (name !== undefined) return identifyUser(site.gateway, name, token)
  }
  return undefined
}

/** This page's own path and query, to come back to. */
export const addressOf = ({ rawPath, rawQueryString }: APIGatewayProxyEventV2): string =>
  rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`
