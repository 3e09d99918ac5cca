/** Operation listAccounts for gateway administrators: who has signed in. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { loginKey } from '../ids/login-key.ts'
import { Account } from '../model/account.ts'
import { apiKeysOf } from '../model/api-key.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ListedRecord, Registry } from '../stores/registry.ts'
import { type Listed, type ListInput, searchListing } from '../stores/search-listing.ts'
import { labelsOfAllAccounts, listedLabels } from './bindings.ts'
import { blockedAs } from './blocked-logins.ts'

export interface ListedAccount {
  accountId: string
  login: string
  labels: string[]
  /** ms since the epoch */
  signedInAt: number
  /** Those that ended are among them until they are revoked. */
  apiKeys: number
  blocked: boolean
}

type Shown = Omit<ListedAccount, 'blocked'>

/** By account id. A search is for how words of their logins begin, earlier and imported ones too, and account ids. */
export async function listAccounts(
  deps: Pick<GatewayDeps, 'registry' | 'caches'>,
  input: ListInput
): Promise<Listed<ListedAccount>> {
  const { items, next } = await accounts(deps, input)
  const shown = items.map(async account => {
    const holder = { accountId: account.accountId, labels: account.labels.map(loginKey) }
    return { ...account, blocked: (await blockedAs(deps, holder)) !== undefined }
  })
  return { items: await Promise.all(shown), next }
}

async function accounts({ registry }: Pick<GatewayDeps, 'registry'>, input: ListInput): Promise<Listed<Shown>> {
  const { limit, after, search = '' } = input
  if (search !== '') return foundAccounts(registry, input)
  const page = await registry.list({ kind: 'account' }, defined({ limit, after }))
  const items = page.items.map(async record => shown(record, await listedLabels({ registry }, record.key.id)))
  return { items: await Promise.all(items), next: page.next ?? null }
}

async function foundAccounts(registry: Registry, input: ListInput): Promise<Listed<Shown>> {
  const labels = await labelsOfAllAccounts(registry)
  return searchListing(page => registry.list({ kind: 'account' }, page), input, {
    show: record => shown(record, labels.get(record.key.id) ?? []),
    texts: ({ accountId, login, labels }) => [accountId, login, ...labels]
  })
}

function shown({ key, entry }: ListedRecord, labels: string[]): Shown {
  const account = readRecord(Account, key, entry.value)
  const { login, signedInAt } = account
  return { accountId: key.id, login, labels, signedInAt, apiKeys: apiKeysOf(account).length }
}
