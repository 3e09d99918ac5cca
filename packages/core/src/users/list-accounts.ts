/** Operations for gateway administrators: who has signed in, and freeing a login that changed hands. */
import type { GatewayDeps } from '../deps.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ListedRecord, Registry } from '../stores/registry.ts'
import { type Listed, type ListInput, searchListing } from '../stores/search-listing.ts'
import { Account } from './account.ts'
import { boundAccount, labelsOfAccount, labelsOfAllAccounts, releaseLabel } from './bindings.ts'
import type { UserLabel } from './user-label.ts'

export interface ListedAccount {
  accountId: string
  login: string
  labels: string[]
  /** ms since the epoch */
  signedInAt: number
  hasApiKey: boolean
}

/** By account id. A search is for how words of their logins begin, earlier and imported ones too, and account ids. */
export async function listAccounts(
  { registry }: Pick<GatewayDeps, 'registry'>,
  input: ListInput
): Promise<Listed<ListedAccount>> {
  const { limit, after, search = '' } = input
  if (search !== '') return foundAccounts(registry, input)
  const page = await registry.list({ kind: 'account' }, { limit, ...(after === undefined ? {} : { after }) })
  const items = page.items.map(async record => shown(record, await labelsOfAccount(registry, record.key.id)))
  return { items: await Promise.all(items), next: page.next ?? null }
}

async function foundAccounts(registry: Registry, input: ListInput): Promise<Listed<ListedAccount>> {
  const labels = await labelsOfAllAccounts(registry)
  return searchListing(page => registry.list({ kind: 'account' }, page), input, {
    show: record => shown(record, labels.get(record.key.id) ?? []),
    texts: ({ accountId, login, labels }) => [accountId, login, ...labels]
  })
}

function shown({ key, entry }: ListedRecord, labels: string[]): ListedAccount {
  const { login, signedInAt, apiKey } = readRecord(Account, key, entry.value)
  return { accountId: key.id, login, labels, signedInAt, hasApiKey: apiKey !== null }
}

/**
 * Whoever signs in under the login next is who it means from then on; the account that it meant loses its permissions
 * within 60 s. Throws `user.not_found` where nobody is bound to it.
 */
export async function releaseLogin(deps: Pick<GatewayDeps, 'registry' | 'caches'>, login: UserLabel): Promise<void> {
  const accountId = await boundAccount(deps.registry, login)
  if (accountId === undefined) throw siteErrors.userNotFound(login)
  await releaseLabel(deps.registry, login)
  deps.caches.accounts.delete(accountId)
  deps.caches.labels.delete(login)
}
