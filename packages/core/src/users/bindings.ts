/**
 * Which account a label means. A label is bound to an account once, by the first sign-in under it; from then on
 * another account under the same login (a renamed and re-registered GitHub name) is refused.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import { readRecord } from '../stores/read-record.ts'
import type { Registry } from '../stores/registry.ts'
import type { Identity } from './identity-provider.ts'
import type { User } from './user.ts'
import { UserLabel } from './user-label.ts'

const Binding = z.object({ accountId: z.string() })

const bindingKey = (label: UserLabel) => ({ kind: 'login', id: label }) as const

/** Binds the identity's login to its account, or throws `auth.login_bound_elsewhere`. */
export async function bindIdentity(registry: Registry, identity: Identity): Promise<User> {
  const key = bindingKey(identity.login)
  const { entry } = await registry.create(
    key,
    { accountId: identity.accountId },
    { owner: identity.accountId, overTombstone: true }
  )
  const { accountId } = readRecord(Binding, key, entry.value)
  if (accountId !== identity.accountId) throw errors.loginBoundElsewhere(identity.login)
  const labels = new Set(await labelsOfAccount(registry, identity.accountId))
  return { ...identity, labels: [...labels.add(identity.login)] }
}

/** All labels that mean the same account as `label`, itself included. An unbound label means just itself. */
export async function labelsBoundWith(registry: Registry, label: UserLabel): Promise<readonly UserLabel[]> {
  const key = bindingKey(label)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return [label]
  const labels = new Set(await labelsOfAccount(registry, readRecord(Binding, key, entry.value).accountId))
  return [...labels.add(label)]
}

/** The account that a label means; undefined: it is not bound. */
export async function boundAccount(registry: Registry, label: UserLabel): Promise<string | undefined> {
  const key = bindingKey(label)
  const entry = await registry.get(key)
  return entry?.state === 'present' ? readRecord(Binding, key, entry.value).accountId : undefined
}

/** Of several at once the first wins. */
export async function bindIfFree(registry: Registry, label: UserLabel, accountId: string): Promise<void> {
  await registry.create(bindingKey(label), { accountId }, { owner: accountId, overTombstone: true })
}

/** Frees a label: whoever signs in under it next is who it means from then on. */
export async function releaseLabel(registry: Registry, label: UserLabel): Promise<void> {
  await registry.remove(bindingKey(label))
}

/** As the owner's listing has them, which may lag behind. */
export async function labelsOfAccount(registry: Registry, accountId: string): Promise<UserLabel[]> {
  const page = await registry.listByOwner({ kind: 'login', owner: accountId }, { limit: 100 })
  return page.items.map(({ key }) => readRecord(UserLabel, key, key.id))
}

/** Of every account, by its id. Reads all bindings: for lists that only gateway administrators ask for. */
export async function labelsOfAllAccounts(registry: Registry): Promise<Map<string, UserLabel[]>> {
  const labels = new Map<string, UserLabel[]>()
  let after: string | undefined
  do {
    const page = await registry.list({ kind: 'login' }, { limit: 1000, ...(after === undefined ? {} : { after }) })
    for (const { key, entry } of page.items) {
      const { accountId } = readRecord(Binding, key, entry.value)
      labels.set(accountId, [...(labels.get(accountId) ?? []), readRecord(UserLabel, key, key.id)])
    }
    after = page.next
  } while (after !== undefined)
  return labels
}
