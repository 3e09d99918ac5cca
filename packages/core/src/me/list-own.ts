/**
 * What a user owns, in all zones: the records of their account, and those of older gateways under each login that meant
 * them first, one after the other. A page's token says which it is at; a foreign one finds nothing but one's own.
 */
import type * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { loginKey } from '../ids/login-key.ts'
import { Client } from '../model/client.ts'
import type { Owned } from '../model/owner.ts'
import { Resource } from '../model/resource.ts'
import type { User } from '../model/user.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKind } from '../stores/registry.ts'
import { type Listed, type ListInput, searchListing } from '../stores/search-listing.ts'
import { firstAccount, freedLabels, listedLabels } from '../users/bindings.ts'
import { accountIndex } from '../users/ownership.ts'

export async function listOwnClients(deps: GatewayDeps, user: User, input: ListInput) {
  const { items, next } = await listOwned(deps, 'client', Client, user, input, ({ clientId, label }) => [
    clientId,
    label
  ])
  return { items: items.map(({ zone, value }) => ({ ...value, zone })), next }
}

export async function listOwnResources(deps: GatewayDeps, user: User, input: ListInput) {
  const { items, next } = await listOwned(deps, 'resource', Resource, user, input, ({ resourceName }) => [resourceName])
  return { items: items.map(({ zone, value }) => ({ ...value, zone })), next }
}

export interface Own<V> {
  id: string
  zone: string
  value: V
}

/** `search` looks records through; `idPrefix` asks for those whose ids begin so. */
interface OwnInput extends ListInput {
  idPrefix?: string
}

/** `texts`: by what one is found, beside the zone that it is in. */
export async function listOwned<S extends z.ZodType<Owned>>(
  deps: GatewayDeps,
  kind: RecordKind,
  schema: S,
  user: User,
  input: OwnInput,
  texts: (value: z.output<S>) => string[]
): Promise<Listed<Own<z.output<S>>>> {
  const logins = await firstLogins(deps, user)
  const known = new Set<string>(logins.map(loginKey))
  const isTheirs = ({ ownerId, ownerAccountId }: Owned) =>
    ownerAccountId === undefined ? known.has(loginKey(ownerId)) : ownerAccountId === user.accountId
  const show = (value: z.output<S>) => (isTheirs(value) ? value : undefined)
  return listUnder(deps, kind, schema, [accountIndex(user.accountId), ...logins], input, { show, texts })
}

/** The logins that meant the user before anybody else, in every spelling that is known. */
async function firstLogins(deps: GatewayDeps, { accountId, login, labels }: User): Promise<string[]> {
  const listed = await Promise.all([listedLabels(deps, accountId), freedLabels(deps, accountId)])
  const all = [...new Set([login, ...labels, ...listed.flat()])]
  const first = await Promise.all(all.map(label => firstAccount(deps, label)))
  return all.filter((_, at) => first[at] === undefined || first[at] === accountId)
}

/** The records under each of `owners` of the registry's listing. */
export async function listUnder<S extends z.ZodType>(
  { registry }: Pick<GatewayDeps, 'registry'>,
  kind: RecordKind,
  schema: S,
  owners: readonly string[],
  { limit, after, search, idPrefix }: OwnInput,
  { show, texts }: { show(value: z.output<S>): z.output<S> | undefined; texts(value: z.output<S>): string[] }
): Promise<Listed<Own<z.output<S>>>> {
  const sorted = owners.toSorted()
  const [, at = '0', token = ''] = after === undefined ? [] : (/^(\d{1,4})~(.*)$/.exec(after) ?? refuse())
  const items: Own<z.output<S>>[] = []
  let inside = token
  for (let index = Number(at); index < sorted.length; index++) {
    const owner = sorted[index] ?? ''
    const left = limit - items.length
    if (left <= 0) return { items, next: `${index}~` }
    const page = await searchListing(
      place => registry.listByOwner({ kind, owner, ...defined({ idPrefix }) }, place),
      { limit: left, search, ...(inside === '' ? {} : { after: inside }) },
      {
        show({ key, entry }) {
          const value = show(readRecord(schema, key, entry.value))
          return value && { id: key.id, zone: key.zone ?? '', value }
        },
        texts: ({ zone, value }) => [zone, ...texts(value)]
      }
    )
    items.push(...page.items)
    if (page.next !== null) return { items, next: `${index}~${page.next}` }
    inside = ''
  }
  return { items, next: null }
}

/** Throws `request.invalid`. */
export function refuse(): never {
  throw errors.badRequest('`after` is not the `next` of an earlier page of this listing')
}
