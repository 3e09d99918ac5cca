/** Whose an API key is that a request shows, and when it was last used. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { type ApiKeyHolder, type ApiKeyScope, apiKeysOf } from '../model/api-key.ts'
import type { User } from '../model/user.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RegistryEntry } from '../stores/registry.ts'
import { knownAccount } from './account.ts'
import { refuseBlocked } from './blocked-logins.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches' | 'now' | 'logger' | 'administrators'>

const Holder = z.object({ accountId: z.string(), usedAt: z.number().exactOptional() })

/** Of ours, and of those that the 2025 generation made (moving/import-generation-2025.ts). */
const shape = /^(?:kachery_[0-9a-f]{64}|[A-Za-z0-9]{32})$/

/** How exactly it is known when a key was last used, ms. */
const usedWithin = 3600_000

export const hashOfApiKey = (apiKey: string) => createHash('sha256').update(apiKey).digest('hex')
export const apiKeyRecord = (hash: string) => ({ kind: 'api-key', id: hash }) as const

export function readHolder(hash: string, entry: RegistryEntry | undefined): ApiKeyHolder {
  if (entry?.state !== 'present') return { accountId: undefined, usedAt: undefined, version: 0 }
  const { accountId, usedAt } = readRecord(Holder, apiKeyRecord(hash), entry.value)
  return { accountId, usedAt, version: entry.version }
}

/** Throws `auth.bad_api_key`, `auth.api_key_ended` or `auth.login_blocked`. A key that was revoked ends within 60 s. */
export async function holderOfApiKey(deps: Deps, apiKey: string): Promise<{ user: User; scope: ApiKeyScope }> {
  if (!shape.test(apiKey)) throw errors.badApiKey()
  const hash = hashOfApiKey(apiKey)
  const holder = await deps.caches.apiKeys.get(hash, async () =>
    readHolder(hash, await deps.registry.get(apiKeyRecord(hash)))
  )
  const known = holder.accountId === undefined ? undefined : await knownAccount(deps, holder.accountId)
  const key = known && apiKeysOf(known.account).find(key => key.hash === hash)
  if (known === undefined || key === undefined) throw errors.badApiKey()
  if (key.endsAt !== null && key.endsAt <= deps.now()) throw errors.apiKeyEnded(key.name, key.endsAt)
  await refuseBlocked(deps, known.user)
  noteUse(deps, hash, holder)
  const { name, zone, rights } = key
  return { user: known.user, scope: { name, zone, rights } }
}

/**
 * Once an hour, and nobody waits for it. Of several processes one writes; a write that is lost is made up for by a later
 * request, since the record is read again within a minute.
 */
function noteUse(deps: Deps, hash: string, { accountId, usedAt, version }: ApiKeyHolder): void {
  const now = deps.now()
  if (accountId === undefined || (usedAt !== undefined && now - usedAt < usedWithin)) return
  deps.caches.apiKeys.set(hash, { accountId, usedAt: now, version })
  deps.registry
    .replace(apiKeyRecord(hash), { accountId, usedAt: now }, version)
    .catch(error => deps.logger.warn('api_key.use_not_noted', { reason: String(error) }))
}
