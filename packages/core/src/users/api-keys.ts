/**
 * API keys of protocol v2: as many as a user needs, each shown once when it is made. The registry keeps their hashes alone;
 * a key is 32 random bytes, so that its hash needs no salt. A key is good while its account names it.
 */
import type { GatewayDeps } from '../deps.ts'
import type { Account } from '../model/account.ts'
import { type ApiKey, apiKeysOf, type NewApiKey } from '../model/api-key.ts'
import type { User } from '../model/user.ts'
import { siteErrors } from '../site-errors.ts'
import { changeAccount } from './account.ts'
import { apiKeyRecord, hashOfApiKey, readHolder } from './api-key-holder.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches' | 'now' | 'randomHex' | 'logger'>

/** Of one account. */
export const mostApiKeys = 20

/** As its user sees it. */
export type ShownApiKey = Omit<ApiKey, 'hash'> & {
  /** ms since the epoch, within an hour; null: not yet. */
  usedAt: number | null
}

/** Whoever loses the answer makes another. Throws `api_key.too_many` or `api_key.ends_in_past`. */
export async function makeApiKey(
  deps: Deps,
  { accountId }: User,
  input: NewApiKey
): Promise<{ apiKey: string; made: ShownApiKey }> {
  const createdAt = deps.now()
  if (input.endsAt !== null && input.endsAt <= createdAt) throw siteErrors.apiKeyEndsInPast()
  const apiKey = `kachery_${deps.randomHex(32)}`
  const hash = hashOfApiKey(apiKey)
  const made = { ...input, id: deps.randomHex(8), createdAt }
  // First where the key is looked up, so that it works from the moment that the account names it.
  await deps.registry.create(apiKeyRecord(hash), { accountId }, { owner: accountId })
  try {
    await changeAccount(deps, accountId, account => {
      if (apiKeysOf(account).length >= mostApiKeys) throw siteErrors.tooManyApiKeys(mostApiKeys)
      return { ...account, apiKeys: [...account.apiKeys, { ...made, hash }] }
    })
  } catch (error) {
    await forget(deps, hash)
    throw error
  }
  return { apiKey, made: { ...made, usedAt: null } }
}

/** The newest first. */
export async function listApiKeys({ registry }: Pick<Deps, 'registry'>, account: Account): Promise<ShownApiKey[]> {
  const shown = apiKeysOf(account).map(async ({ hash, ...key }) => {
    const { usedAt } = readHolder(hash, await registry.get(apiKeyRecord(hash)))
    return { ...key, usedAt: usedAt ?? null }
  })
  return (await Promise.all(shown)).sort((a, b) => b.createdAt - a.createdAt)
}

/** Gives what was revoked: the key of that id, or all; revoking where there is none changes nothing. */
export async function revokeApiKeys(deps: Deps, { accountId }: User, id?: string): Promise<ApiKey[]> {
  const isMeant = (key: Pick<ApiKey, 'id'>) => id === undefined || key.id === id
  let revoked: ApiKey[] = []
  await changeAccount(deps, accountId, account => {
    revoked = apiKeysOf(account).filter(isMeant)
    const hashes = new Set(revoked.map(({ hash }) => hash))
    return {
      ...account,
      apiKey: account.apiKey !== null && hashes.has(account.apiKey.hash) ? null : account.apiKey,
      apiKeys: account.apiKeys.filter(({ hash }) => !hashes.has(hash))
    }
  })
  await Promise.all(revoked.map(({ hash }) => forget(deps, hash)))
  return revoked
}

async function forget({ registry, caches }: Deps, hash: string): Promise<void> {
  caches.apiKeys.delete(hash)
  const entry = await registry.get(apiKeyRecord(hash))
  if (entry?.state === 'present') await registry.erase(apiKeyRecord(hash), entry.version)
}
