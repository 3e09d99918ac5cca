/**
 * Users, their API keys and the zones of a gateway of the 2025 generation. Of a key its hash alone is kept, so that clients go
 * on with the key that they have. May be repeated, also after it was interrupted anywhere.
 */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import type { UserLabel } from '../ids/user-label.ts'
import { Account } from '../model/account.ts'
import { apiKeysOf } from '../model/api-key.ts'
import { changeAccount } from '../users/account.ts'
import { apiKeyRecord, hashOfApiKey } from '../users/api-key-holder.ts'
import { mostApiKeys } from '../users/api-keys.ts'
import { boundAccount } from '../users/bindings.ts'
import { ownerIndex } from '../users/ownership.ts'
import { zoneRecordKey } from '../zones/add-zone.ts'
import { checkApart } from '../zones/free-place.ts'
import { zoneKey } from '../zones/keys.ts'
import { settingsKey } from '../zones/settings.ts'
import { encryptCredentials, usable } from '../zones/zone-credentials.ts'
import { type BoundOwner, bindOwners } from './bind-owners.ts'
import { User2025, Zone2025 } from './generation-2025.ts'
import type { ImportDeps } from './import-older-gateway.ts'
import { SeenOwners } from './seen-owners.ts'

/** Its collections, as documents of whatever shape. */
export interface Source2025 {
  users(): AsyncIterable<unknown>
  zones(): AsyncIterable<unknown>
}

export type Outcome2025 =
  | 'brought'
  | 'known'
  | 'removed'
  | 'malformed'
  | 'no_account'
  | 'no_bucket'
  | 'place_taken'
  | 'too_many'

/** By outcome: names of users and zones, never a key. */
export interface Imported2025 {
  owners: BoundOwner[]
  keys: Record<string, Outcome2025>
  zones: Record<string, Outcome2025>
}

export type Deps2025 = ImportDeps & Pick<GatewayDeps, 'identityProvider' | 'now'>

/** `decided`: whose a label is, where nobody can be sure. */
export async function importGeneration2025(
  deps: Deps2025,
  source: Source2025,
  decided: ReadonlyMap<LoginKey, UserLabel> = new Map()
): Promise<Imported2025> {
  const [users, zones, seen] = [new Map<UserLabel, string | undefined>(), [] as Zone2025[], new SeenOwners()]
  const result: Imported2025 = { owners: [], keys: {}, zones: {} }
  for await (const document of source.users()) {
    const user = User2025.safeParse(document)
    if (user.success) users.set(user.data.userId, user.data.apiKey ?? undefined)
    else result.keys[nameIn(document, 'userId')] = 'malformed'
  }
  for await (const document of source.zones()) {
    const zone = Zone2025.safeParse(document)
    if (zone.success) zones.push(zone.data)
    else result.zones[nameIn(document, 'zoneName')] = 'malformed'
  }
  for (const label of users.keys()) seen.add(label)
  for (const { userId, users } of zones)
    for (const label of [userId, ...users.map(user => user.userId)]) seen.add(label)
  result.owners = await bindOwners(deps, seen.list(), decided)
  for (const [label, apiKey] of users)
    if (apiKey !== undefined) result.keys[label] = await bringKey(deps, label, apiKey)
  for (const zone of zones) result.zones[zone.zoneName] = await bringZone(deps, zone)
  return result
}

const nameIn = (document: unknown, field: string): string =>
  typeof document === 'object' && document !== null ? String(Reflect.get(document, field)).slice(0, 100) : '?'

async function bringKey(deps: Deps2025, label: UserLabel, apiKey: string): Promise<Outcome2025> {
  const accountId = await boundAccount(deps, label)
  if (accountId === undefined) return 'no_account'
  const hash = hashOfApiKey(apiKey)
  const mark = { kind: 'import', id: `api-key/${hash}` } as const
  if ((await deps.registry.get(mark)) !== undefined)
    // Whoever revoked it here meant it.
    return (await deps.registry.get(apiKeyRecord(hash)))?.state === 'present' ? 'known' : 'removed'
  const account = Account.parse({ login: loginOf(label), generation: 0, signedInAt: deps.now() })
  await deps.registry.create({ kind: 'account', id: accountId }, account)
  await deps.registry.create(apiKeyRecord(hash), { accountId }, { owner: accountId })
  let outcome: Outcome2025 = 'brought'
  await changeAccount(deps, accountId, account => {
    const keys = apiKeysOf(account)
    outcome = keys.length >= mostApiKeys ? 'too_many' : 'brought'
    if (outcome === 'too_many' || keys.some(key => key.hash === hash)) return account
    const scope = { name: 'From the earlier gateway', zone: null, rights: 'upload-and-download', endsAt: null } as const
    return {
      ...account,
      apiKeys: [...account.apiKeys, { ...scope, id: hash.slice(0, 16), hash, createdAt: deps.now() }]
    }
  })
  if (outcome === 'brought') await deps.registry.create(mark, { accountId })
  return outcome
}

const loginOf = (label: UserLabel) => label.replace(/^github\|/, '')

/** A zone without a bucket of its own lay in that gateway's default bucket, which GATEWAY_CONFIG names here. */
async function bringZone(deps: Deps2025, zone: Zone2025): Promise<Outcome2025> {
  const { zoneName, userId, bucketUri, directory, credentials } = zone
  if (bucketUri === undefined || credentials === undefined) return 'no_bucket'
  const key = zoneRecordKey(zoneName)
  const there = await deps.registry.get(key)
  if (deps.configuredZones.has(zoneName)) return 'known'
  if (there !== undefined) return there.state === 'present' ? 'known' : 'removed'
  const ownBucket = { uri: bucketUri, credentials: encryptCredentials(deps, zoneName, credentials) }
  const owner = { ownerId: userId }
  const record = { zone: zoneName, ...owner, bucketName: 'default', directory, ownBucket, scratch: null }
  try {
    await checkApart(deps, record)
  } catch (error) {
    if (error instanceof GatewayError && /^zone\.(place|name)_taken$/.test(error.code)) return 'place_taken'
    throw error
  }
  const bucket = await deps.openBucket({ uri: bucketUri, credentials: usable(credentials), added: true })
  // Before anybody finds the zone: without the file everybody may download.
  const settings = { directory, bucket }
  await bucket.put(zoneKey(settings, settingsKey), Buffer.from(settingsText(zone)), {
    contentType: 'application/yaml',
    ifAbsent: true
  })
  const { created } = await deps.registry.create(key, record, { owner: ownerIndex(owner) })
  deps.caches.zones.delete(zoneName)
  return created ? 'brought' : 'known'
}

/** JSON is YAML. Its owner may do all there, as here; what is said of others is said in this file. */
function settingsText({ userId, users, publicDownload, publicUpload }: Zone2025): string {
  const owner = { userId, upload: true, download: true, admin: true }
  const others = users
    .filter(other => loginKey(other.userId) !== loginKey(userId))
    .map(({ userId, admin, uploadFiles, downloadFiles }) => ({
      userId,
      upload: uploadFiles,
      download: downloadFiles,
      admin
    }))
  const settings = { allowPublicUpload: publicUpload, allowPublicDownload: publicDownload }
  return `${JSON.stringify({ ...settings, authorizedUsers: [owner, ...others] }, undefined, 2)}\n`
}
