/**
 * Whose something is. What is written here names the account that owns it, and keeps the login for show. Records of older
 * gateways know a login alone: they belong to the first account that the login meant (bindings.ts), whoever has it now; a
 * login that never meant anybody is compared as it is.
 */

import { defined } from '../defined.ts'
import { loginKey } from '../ids/login-key.ts'
import type { Holder, Owned } from '../model/owner.ts'
import type { User } from '../model/user.ts'
import { nobody } from './binding.ts'
import { firstAccount } from './bindings.ts'
import type { BindingDeps } from './bindings-by-key.ts'

/** `owned`: as `withAccount` gives it. */
export function owns(holder: Holder, { ownerId, ownerAccountId }: Owned): boolean {
  if (ownerAccountId === nobody) return false
  return ownerAccountId === undefined ? holder.labels.includes(loginKey(ownerId)) : holder.accountId === ownerAccountId
}

export const isSameOwner = (a: Owned, b: Owned): boolean =>
  a.ownerAccountId === undefined && b.ownerAccountId === undefined
    ? loginKey(a.ownerId) === loginKey(b.ownerId)
    : a.ownerAccountId === b.ownerAccountId && a.ownerAccountId !== nobody

/** What a user makes their own. */
export const ownedBy = ({ login, accountId }: User) => ({ ownerId: login, ownerAccountId: accountId })

/** The same, with the account that it belongs to where its login ever meant one. */
export async function withAccount<T extends Owned>(deps: BindingDeps, owned: T): Promise<T> {
  if (owned.ownerAccountId !== undefined) return owned
  const ownerAccountId = await firstAccount(deps, owned.ownerId)
  return ownerAccountId === undefined ? owned : { ...owned, ownerAccountId }
}

/** Under what the registry lists it. A label may look like this, so that whoever lists looks at the record, too. */
export const ownerIndex = ({ ownerId, ownerAccountId }: Owned): string =>
  ownerAccountId === undefined ? loginKey(ownerId) : accountIndex(ownerAccountId)

/** For the registry; nothing, where it is nobody's. */
export const ownerOf = ({ ownerId, ownerAccountId }: Partial<Owned>): { owner?: string } =>
  ownerId === undefined ? {} : { owner: ownerIndex({ ownerId, ...defined({ ownerAccountId }) }) }

export const accountIndex = (accountId: string): string => `account:${accountId}`
