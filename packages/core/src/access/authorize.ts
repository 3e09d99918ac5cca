/**
 * Who may call a route of the API: the one place that says so. A route names a rule; what the rule gives is all that its
 * operation gets to know of caller and zone. Whoever is not admitted has had nothing read or written but what it takes
 * to tell.
 */

import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import type { ResourceName } from '../ids/resource-name.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { Client } from '../model/client.ts'
import type { Resource } from '../model/resource.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import { registeredClient } from '../registered/client-registration.ts'
import { knownResource } from '../registered/known-resource.ts'
import { siteErrors } from '../site-errors.ts'
import { isGatewayAdministrator } from '../users/administrators.ts'
import { blockedAs, refuseBlocked } from '../users/blocked-logins.ts'
import { owns } from '../users/ownership.ts'
import { hasWholeBucket } from '../zones/claimed-places.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import type { AccessPolicy } from './access-policy.ts'
import { type AuthorizedZone, authorizeZone, type ZoneAccess } from './authorize-zone.ts'
import type { Credential } from './credential.ts'

/** What a request says it is about. A rule that needs one is named only by routes that have it. */
export interface Subject {
  zone?: ZoneName
  clientId?: ClientId
  name?: ResourceName
}

type OfAdministrator = { user: User } & AuthorizedZone<'administer'>
type OfClient = { user: User; zone: Zone; client: Client }
type OfResource = { user: User; zone: Zone; resource: Resource }

export interface AuthContext {
  anyone: { user: User | undefined }
  user: { user: User }
  'zone-visitor': { user: User | undefined } & AuthorizedZone<'anyone'>
  'zone-user': { user: User } & AuthorizedZone<'anyone'>
  'zone-reader': { user: User | undefined } & AuthorizedZone<'download'>
  'zone-uploader': { user: User | undefined } & AuthorizedZone<'upload'>
  'client-owner': OfClient
  'client-owner-or-zone-administrator': OfClient
  'resource-owner': OfResource
  'resource-owner-or-zone-administrator': OfResource
  'zone-administrator': OfAdministrator
  'zone-owner': { user: User } & AuthorizedZone<'own'>
  'bucket-administrator': OfAdministrator & { gatewayAdministrator: boolean }
  'gateway-administrator': { user: User }
}

type Rules = {
  [R in AccessPolicy]: (
    deps: GatewayDeps,
    user: User | undefined,
    subject: Subject,
    credential: Credential
  ) => Promise<AuthContext[R]>
}

/** Throws `auth.signed_out`, `auth.login_blocked`, an `access.…` error, `client.not_yours`, `resource.not_yours`, or that there is no such thing. */
export async function authorize<R extends AccessPolicy>(
  deps: GatewayDeps,
  rule: R,
  visitor: User | undefined,
  subject: Subject,
  credential: Credential = ofSession(visitor)
): Promise<AuthContext[R]> {
  const user = visitor === undefined ? undefined : await unlessBlocked(deps, rule, visitor)
  return rules[rule](deps, user, subject, credential)
}

const ofSession = (user: User | undefined): Credential =>
  user === undefined ? { kind: 'none' } : { kind: 'user', user, provedBy: 'session' }

/** Who is blocked is nobody where anyone may come. */
async function unlessBlocked(deps: GatewayDeps, rule: AccessPolicy, user: User): Promise<User | undefined> {
  if (!forAnyone.has(rule)) await refuseBlocked(deps, user)
  return (await blockedAs(deps, user)) === undefined ? user : undefined
}

const forAnyone: ReadonlySet<AccessPolicy> = new Set(['anyone', 'zone-visitor', 'zone-reader', 'zone-uploader'])

const rules: Rules = {
  anyone: async (_, user) => ({ user }),
  user: async (_, user) => ({ user: signedIn(user) }),

  'gateway-administrator': async (deps, visitor) => {
    const user = signedIn(visitor)
    if (!isGatewayAdministrator(deps, user)) throw siteErrors.notGatewayAdministrator()
    return { user }
  },

  'zone-visitor': (deps, user, subject) => inZone(deps, user, 'anyone', subject),
  'zone-user': async (deps, visitor, subject) => inZone(deps, signedIn(visitor), 'anyone', subject),
  'zone-reader': (deps, user, subject) => inZone(deps, user, 'download', subject),
  /** Whose an upload is, its operation looks: the record says it. A login that is blocked may not upload. */
  'zone-uploader': async (deps, user, { zone }, credential) => ({
    user,
    ...(await authorizeZone(deps, credential, 'upload', named(zone)))
  }),
  'zone-administrator': async (deps, visitor, subject) => inZone(deps, signedIn(visitor), 'administer', subject),

  'zone-owner': async (deps, visitor, subject) => inZone(deps, signedIn(visitor), 'own', subject),

  /** Whoever the whole bucket belongs to: what is done to it is done to all zones that lie there. */
  'bucket-administrator': async (deps, visitor, subject) => {
    const at = await inZone(deps, signedIn(visitor), 'administer', subject)
    const gatewayAdministrator = isGatewayAdministrator(deps, at.user)
    if (gatewayAdministrator || (await hasWholeBucket(deps, at.zone.name))) return { ...at, gatewayAdministrator }
    throw siteErrors.bucketShared(at.zone.name)
  },

  'client-owner': async (deps, visitor, subject) => {
    const found = await clientOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.client)) throw siteErrors.notYourClient()
    return found
  },

  'client-owner-or-zone-administrator': async (deps, visitor, subject) => {
    const found = await clientOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.client)) await inZone(deps, found.user, 'administer', subject)
    return found
  },

  'resource-owner': async (deps, visitor, subject) => {
    const found = await resourceOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.resource)) throw siteErrors.notYourResource()
    return found
  },

  'resource-owner-or-zone-administrator': async (deps, visitor, subject) => {
    const found = await resourceOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.resource)) await inZone(deps, found.user, 'administer', subject)
    return found
  }
}

function signedIn(user: User | undefined): User {
  if (user === undefined) throw siteErrors.signedOut()
  return user
}

async function inZone<U extends User | undefined, A extends ZoneAccess>(
  deps: GatewayDeps,
  user: U,
  action: A,
  { zone }: Subject
): Promise<{ user: U } & AuthorizedZone<A>> {
  return { user, ...(await authorizeZone(deps, ofSession(user), action, named(zone))) }
}

async function clientOf(deps: GatewayDeps, user: User, subject: Subject): Promise<OfClient> {
  const zone = await resolveZone(deps, named(subject.zone))
  const client = await registeredClient(deps, zone, named(subject.clientId))
  if (client === undefined) throw siteErrors.clientNotFound(zone.name)
  return { user, zone, client }
}

async function resourceOf(deps: GatewayDeps, user: User, subject: Subject): Promise<OfResource> {
  const zone = await resolveZone(deps, named(subject.zone))
  const resource = await knownResource(deps, zone, named(subject.name))
  if (resource === undefined) throw siteErrors.resourceNotFound(zone.name)
  return { user, zone, resource }
}

function named<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the route does not say what its rule is about')
  return part
}
