/**
 * Who may call a route of the API: the one place that says so. A route names a rule; what the rule gives is all that its
 * operation gets to know of caller and zone. Whoever is not admitted has had nothing read or written but what it takes
 * to tell.
 */

import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import type { ResourceName } from '../ids/resource-name.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { KeyRight } from '../model/api-key.ts'
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
import { type Credential, nobody } from './credential.ts'
import { checkScope } from './key-scope.ts'
import { ownerOfClient } from './owner-of-client.ts'

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
  user: { user: User; credential: Credential }
  'zone-visitor': { user: User | undefined } & AuthorizedZone<'anyone'>
  'zone-user': { user: User } & AuthorizedZone<'anyone'>
  'zone-reader': { user: User | undefined } & AuthorizedZone<'download'>
  'zone-uploader': { user: User | undefined } & AuthorizedZone<'upload'>
  'zone-lister': { user: User } & AuthorizedZone<'read-all'>
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

/** `right`: what it takes of an API key. Throws `auth.signed_out`, `auth.login_blocked`, an `access.…` error, `client.not_yours`, `resource.not_yours`, or that there is no such thing. */
export async function authorize<R extends AccessPolicy>(
  deps: GatewayDeps,
  rule: R,
  credential: Credential,
  subject: Subject,
  right?: KeyRight
): Promise<AuthContext[R]> {
  if (right !== undefined) checkScope(deps, credential, right, subject.zone)
  const caller = await userOf(deps, rule, credential, subject)
  const user = caller === undefined ? undefined : await unlessBlocked(deps, rule, caller)
  const shown = user === undefined && rule !== 'zone-uploader' ? nobody : credential
  return rules[rule](deps, user, subject, shown)
}

/** Whom a client acts for matters to all but uploads, which one that is not registered may begin where anyone may. */
async function userOf(
  deps: GatewayDeps,
  rule: AccessPolicy,
  credential: Credential,
  { zone }: Subject
): Promise<User | undefined> {
  if (credential.kind === 'user') return credential.user
  const actsFor = credential.kind === 'client' && rule !== 'zone-uploader'
  return actsFor ? ownerOfClient(deps, credential.clientId, zone) : undefined
}

/** Who is blocked is nobody where anyone may come. */
async function unlessBlocked(deps: GatewayDeps, rule: AccessPolicy, user: User): Promise<User | undefined> {
  if (!forAnyone.has(rule)) await refuseBlocked(deps, user)
  return (await blockedAs(deps, user)) === undefined ? user : undefined
}

const forAnyone: ReadonlySet<AccessPolicy> = new Set(['anyone', 'zone-visitor', 'zone-reader', 'zone-uploader'])

const rules: Rules = {
  anyone: async (_, user) => ({ user }),
  user: async (_, user, __, credential) => ({ user: signedIn(user), credential }),

  'gateway-administrator': async (deps, visitor) => {
    const user = signedIn(visitor)
    if (!isGatewayAdministrator(deps, user)) throw siteErrors.notGatewayAdministrator()
    return { user }
  },

  'zone-visitor': (deps, user, subject, credential) => inZone(deps, user, 'anyone', subject, credential),
  'zone-user': async (deps, visitor, ...about) => inZone(deps, signedIn(visitor), 'anyone', ...about),
  'zone-reader': (deps, user, subject, credential) => inZone(deps, user, 'download', subject, credential),
  'zone-lister': async (deps, visitor, ...about) => inZone(deps, signedIn(visitor), 'read-all', ...about),
  /** Whose an upload is, its operation looks: the record says it. A login that is blocked may not upload. */
  'zone-uploader': (deps, user, subject, credential) => inZone(deps, user, 'upload', subject, credential),
  'zone-administrator': async (deps, visitor, ...about) => inZone(deps, signedIn(visitor), 'administer', ...about),

  'zone-owner': async (deps, visitor, ...about) => inZone(deps, signedIn(visitor), 'own', ...about),

  /** Whoever the whole bucket belongs to: what is done to it is done to all zones that lie there. */
  'bucket-administrator': async (deps, visitor, ...about) => {
    const at = await inZone(deps, signedIn(visitor), 'administer', ...about)
    const gatewayAdministrator = isGatewayAdministrator(deps, at.user)
    if (gatewayAdministrator || (await hasWholeBucket(deps, at.zone.name))) return { ...at, gatewayAdministrator }
    throw siteErrors.bucketShared(at.zone.name)
  },

  'client-owner': async (deps, visitor, subject) => {
    const found = await clientOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.client)) throw siteErrors.notYourClient()
    return found
  },

  'client-owner-or-zone-administrator': async (deps, visitor, subject, credential) => {
    const found = await clientOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.client)) await inZone(deps, found.user, 'administer', subject, credential)
    return found
  },

  'resource-owner': async (deps, visitor, subject) => {
    const found = await resourceOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.resource)) throw siteErrors.notYourResource()
    return found
  },

  'resource-owner-or-zone-administrator': async (deps, visitor, subject, credential) => {
    const found = await resourceOf(deps, signedIn(visitor), subject)
    if (!owns(found.user, found.resource)) await inZone(deps, found.user, 'administer', subject, credential)
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
  { zone }: Subject,
  credential: Credential
): Promise<{ user: U } & AuthorizedZone<A>> {
  return { user, ...(await authorizeZone(deps, credential, action, named(zone))) }
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
