/** Operations for gateway administrators: who has signed in, and freeing a login that changed hands. */
import type { Listed } from '../clients/list-clients.ts'
import type { GatewayDeps } from '../deps.ts'
import { siteErrors } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { Account } from './account.ts'
import { boundAccount, labelsOfAccount, releaseLabel } from './bindings.ts'
import type { UserLabel } from './user-label.ts'

export interface ListedAccount {
  accountId: string
  login: string
  labels: string[]
  /** ms since the epoch */
  signedInAt: number
  hasApiKey: boolean
}

/** By account id. */
export async function listAccounts(
  { registry }: Pick<GatewayDeps, 'registry'>,
  { limit, after }: { limit: number; after?: string | undefined }
): Promise<Listed<ListedAccount>> {
  const page = await registry.list({ kind: 'account' }, { limit, ...(after === undefined ? {} : { after }) })
  const items = page.items.map(async ({ key, entry }) => {
    const { login, signedInAt, apiKey } = readRecord(Account, key, entry.value)
    const labels = await labelsOfAccount(registry, key.id)
    return { accountId: key.id, login, labels, signedInAt, hasApiKey: apiKey !== null }
  })
  return { items: await Promise.all(items), next: page.next ?? null }
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
