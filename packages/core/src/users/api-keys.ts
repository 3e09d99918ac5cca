/**
 * API keys of protocol v2: one a user, shown once when it is made. The registry keeps its hash alone; the key is 32
 * random bytes, so that its hash needs no salt. A key is good while its account says that it is the one.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { User } from '../model/user.ts'
import { readRecord } from '../stores/read-record.ts'
import { changeAccount, knownAccount } from './account.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches' | 'now' | 'randomHex' | 'logger'>

const Holder = z.object({ accountId: z.string() })

const shape = /^kachery_[0-9a-f]{64}$/

const hashOf = (apiKey: string) => createHash('sha256').update(apiKey).digest('hex')
const recordKey = (hash: string) => ({ kind: 'api-key', id: hash }) as const

/** Makes a key, which takes the place of an earlier one. Whoever loses the answer makes another. */
export async function replaceApiKey(deps: Deps, user: User): Promise<{ apiKey: string; createdAt: number }> {
  const apiKey = `kachery_${deps.randomHex(32)}`
  const hash = hashOf(apiKey)
  const createdAt = deps.now()
  const { accountId } = user
  // First where the key is looked up, so that it works from the moment that the account names it.
  await deps.registry.create(recordKey(hash), { accountId }, { owner: accountId })
  let earlier: string | undefined
  await changeAccount(deps, accountId, account => {
    earlier = account.apiKey?.hash
    return { ...account, apiKey: { hash, createdAt } }
  })
  await forget(deps, earlier)
  return { apiKey, createdAt }
}

/** Revoking where there is none changes nothing. */
export async function revokeApiKey(deps: Deps, user: User): Promise<void> {
  let earlier: string | undefined
  await changeAccount(deps, user.accountId, account => {
    earlier = account.apiKey?.hash
    return { ...account, apiKey: null }
  })
  await forget(deps, earlier)
}

/** Whose key it is. Throws `auth.bad_api_key`. A key that was replaced or revoked ends within 60 s. */
export async function userOfApiKey(deps: Deps, apiKey: string): Promise<User> {
  if (!shape.test(apiKey)) throw errors.badApiKey()
  const hash = hashOf(apiKey)
  const { accountId } = await deps.caches.apiKeys.get(hash, async () => {
    const entry = await deps.registry.get(recordKey(hash))
    const holder = entry?.state === 'present' ? readRecord(Holder, recordKey(hash), entry.value) : undefined
    return { accountId: holder?.accountId }
  })
  const known = accountId === undefined ? undefined : await knownAccount(deps, accountId)
  if (known?.account.apiKey?.hash !== hash) throw errors.badApiKey()
  return known.user
}

async function forget(deps: Deps, hash: string | undefined): Promise<void> {
  if (hash === undefined) return
  deps.caches.apiKeys.delete(hash)
  const entry = await deps.registry.get(recordKey(hash))
  if (entry?.state === 'present') await deps.registry.erase(recordKey(hash), entry.version)
}
