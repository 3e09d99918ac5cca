/**
 * Which account a login means. It is bound to an account once, by the first sign-in under it or when the site adds it;
 * from then on another account under the same login (a renamed and re-registered GitHub name) is refused, until a gateway
 * administrator frees it. What was owned under it before stays the first account's.
 */

import { errors } from '../errors.ts'
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { User } from '../model/user.ts'
import { everyItem } from '../stores/every-item.ts'
import type { Identity } from '../stores/identity-provider.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ListedRecord, Registry, RegistryEntry } from '../stores/registry.ts'
import { Binding, bindingKey, FirstAccount, firstAccountKey, nobody } from './binding.ts'
import { type BindingDeps, bindingsByKey } from './bindings-by-key.ts'

/** Binds the identity's login to its account, or throws `auth.login_bound_elsewhere`. */
export async function bindIdentity(deps: BindingDeps, identity: Identity): Promise<User> {
  const { accountId, login } = identity
  if ((await bind(deps, login, accountId)) !== accountId) throw errors.loginBoundElsewhere(login)
  const labels = new Set(await labelsOfAccount(deps, accountId))
  return { ...identity, labels: [...labels.add(loginKey(login))] }
}

/** Binds a login that is free; whose it is then. Of several at once the first wins. */
export async function bind(deps: BindingDeps, login: UserLabel, accountId: string): Promise<string> {
  const bound = await boundAccount(deps, login)
  if (bound !== undefined) return bound
  const key = loginKey(login)
  const first = await firstAccount(deps, login)
  if (first !== undefined) await deps.registry.create(firstAccountKey(key), { accountId: first }, { owner: first })
  const value = { accountId, spelling: login }
  const { entry } = await deps.registry.create(bindingKey(key), value, { owner: accountId, overTombstone: true })
  return readRecord(Binding, bindingKey(key), entry.value).accountId
}

/** The account that a login means; undefined: it is not bound. */
export async function boundAccount(deps: BindingDeps, login: UserLabel): Promise<string | undefined> {
  const key = bindingKey(loginKey(login))
  const [entry, byKey] = await Promise.all([deps.registry.get(key), bindingsByKey(deps)])
  if (!byKey) return boundAccount(deps, login)
  return entry?.state === 'present' ? readRecord(Binding, key, entry.value).accountId : undefined
}

/** The first account that a login meant, whoever has it since; undefined: it never meant any. */
export async function firstAccount(deps: BindingDeps, label: string): Promise<string | undefined> {
  const { registry } = deps
  const key = loginKey(label)
  const [first, bound, spelled, byKey] = await Promise.all([
    registry.get(firstAccountKey(key)),
    registry.get(bindingKey(key)),
    // Freed when bindings were kept by spelling.
    label === key ? undefined : registry.get({ kind: 'login', id: label }),
    bindingsByKey(deps)
  ])
  if (!byKey) return firstAccount(deps, label)
  if (first !== undefined) return readRecord(FirstAccount, firstAccountKey(key), first.value).accountId
  return freed(spelled) ?? freed(bound) ?? (bound && readRecord(Binding, bindingKey(key), bound.value).accountId)
}

function freed(entry: RegistryEntry | undefined): string | undefined {
  return entry?.state === 'removed' ? Binding.safeParse(entry.value).data?.accountId : undefined
}

/** Frees a login: whoever signs in under it next is who it means from then on. */
export async function releaseLabel(deps: BindingDeps, login: UserLabel): Promise<void> {
  const key = loginKey(login)
  const first = await firstAccount(deps, login)
  if (first !== undefined) await deps.registry.create(firstAccountKey(key), { accountId: first }, { owner: first })
  await deps.registry.remove(bindingKey(key))
}

/**
 * All logins that mean the account, as the owner's listing has them, which may lag behind; about `sure` the binding
 * itself is asked.
 */
export async function labelsOfAccount(deps: BindingDeps, accountId: string, sure?: UserLabel): Promise<LoginKey[]> {
  if (accountId === nobody) return []
  const [listed, holder] = await Promise.all([
    listedLabels(deps, accountId),
    sure === undefined ? undefined : boundAccount(deps, sure)
  ])
  const labels = new Set(listed.map(loginKey))
  if (sure !== undefined && holder === accountId) labels.add(loginKey(sure))
  else if (sure !== undefined) labels.delete(loginKey(sure))
  return [...labels]
}

/** As they were spelled when they were bound. */
export async function listedLabels({ registry }: Pick<BindingDeps, 'registry'>, accountId: string) {
  return Array.fromAsync(
    everyItem(page => registry.listByOwner({ kind: 'login', owner: accountId }, page)),
    labelOf
  )
}

/** Of every account, by its id. Reads all bindings: for lists that only gateway administrators ask for. */
export async function labelsOfAllAccounts(registry: Registry): Promise<Map<string, UserLabel[]>> {
  const labels = new Map<string, UserLabel[]>()
  for await (const record of everyItem(page => registry.list({ kind: 'login' }, page))) {
    const { accountId } = readRecord(Binding, record.key, record.entry.value)
    labels.set(accountId, [...(labels.get(accountId) ?? []), labelOf(record)])
  }
  return labels
}

/** Logins that meant the account first and were freed. */
export async function freedLabels({ registry }: Pick<BindingDeps, 'registry'>, accountId: string) {
  const scope = { kind: 'first-account', owner: accountId } as const
  return Array.fromAsync(
    everyItem(page => registry.listByOwner(scope, page)),
    ({ key }) => loginKey(key.id)
  )
}

const labelOf = ({ key, entry }: ListedRecord): UserLabel =>
  readRecord(Binding, key, entry.value).spelling ?? readRecord(UserLabel, key, key.id)
