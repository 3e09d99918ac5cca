/**
 * Bindings that were written under another spelling of a login are moved to its key, once for a registry and before any
 * binding is read: nobody has a login by a second spelling in between.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { loginKey } from '../ids/login-key.ts'
import { importAllLegacy } from '../legacy/import-all-legacy.ts'
import { readRecord } from '../stores/read-record.ts'
import { Binding, bindingKey, firstAccountKey, nobody } from './binding.ts'

export type BindingDeps = Pick<GatewayDeps, 'registry' | 'caches' | 'logger'>

const pageSize = 1_000
const bindingsByKeyProgress = { kind: 'import', id: 'login-keys' } as const

/** Whether they already were; else what was read beside it is read again. */
export async function bindingsByKey(deps: BindingDeps): Promise<boolean> {
  if (deps.caches.bindingsByKey.peek('all') !== undefined) return true
  await deps.caches.bindingsByKey.get('all', async () => {
    await importAllLegacy(deps, {
      progress: bindingsByKeyProgress,
      async page(after) {
        const page = { limit: pageSize, ...defined({ after }) }
        const { items, next } = await deps.registry.list({ kind: 'login' }, page)
        const names = items.map(({ key }) => key.id).filter(id => loginKey(id) !== id)
        return defined({ names, next })
      },
      importLegacy: id => move(deps, id),
      hasTime: () => true
    })
    return { done: true }
  })
  return false
}

/** Two accounts that had one login by two spellings: nobody can say whose it is, so it is nobody's until it is freed. */
async function move({ registry, logger }: BindingDeps, id: string): Promise<void> {
  const from = { kind: 'login', id } as const
  const entry = await registry.get(from)
  if (entry?.state !== 'present') return
  const { accountId } = readRecord(Binding, from, entry.value)
  const to = bindingKey(loginKey(id))
  const value = { accountId, spelling: id }
  const first = (account: string) =>
    registry.create(firstAccountKey(loginKey(id)), { accountId: account }, { owner: account })
  const there = await registry.get(to)
  // It was freed under its key: who had it then came first.
  const earlier = there?.state === 'removed' ? Binding.safeParse(there.value).data : undefined
  if (earlier !== undefined) await first(earlier.accountId)
  const { entry: now } = await registry.create(to, value, { owner: accountId, overTombstone: true })
  const other = readRecord(Binding, to, now.value).accountId
  if (other !== accountId) {
    logger.warn('login.contested', { login: id, accountId, otherAccountId: other })
    await first(nobody)
    await registry.replace(to, { ...value, accountId: nobody }, now.version, { owner: nobody })
  }
  await registry.erase(from, entry.version)
}
