/**
 * What a user owns, in all zones: the records of each label that means them, one label after the other. A page's token
 * says which label it is at; a foreign one finds nothing but one's own.
 */
import type * as z from 'zod'
import { Client } from '../clients/client.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { Resource } from '../resources/resource.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKind } from '../stores/registry.ts'
import { type Listed, type ListInput, searchListing } from '../stores/search-listing.ts'
import type { User } from './user.ts'

export async function listOwnClients(deps: GatewayDeps, user: User, input: ListInput) {
  const { items, next } = await listOwn(deps, 'client', Client, user, input, ({ clientId, label }) => [clientId, label])
  return { items: items.map(({ zone, value }) => ({ ...value, zone })), next }
}

export async function listOwnResources(deps: GatewayDeps, user: User, input: ListInput) {
  const { items, next } = await listOwn(deps, 'resource', Resource, user, input, ({ resourceName }) => [resourceName])
  return { items: items.map(({ zone, value }) => ({ ...value, zone })), next }
}

export interface Own<V> {
  id: string
  zone: string
  value: V
}

/** `texts`: by what one is found, beside the zone that it is in. */
export async function listOwn<S extends z.ZodType>(
  { registry }: GatewayDeps,
  kind: RecordKind,
  schema: S,
  user: User,
  { limit, after, search }: ListInput,
  texts: (value: z.output<S>) => string[]
): Promise<Listed<Own<z.output<S>>>> {
  const labels = user.labels.toSorted()
  const [, at = '0', token = ''] = after === undefined ? [] : (/^(\d{1,3})~(.*)$/.exec(after) ?? refuse())
  const items: Own<z.output<S>>[] = []
  let inside = token
  for (let index = Number(at); index < labels.length; index++) {
    const owner = labels[index] ?? ''
    const left = limit - items.length
    if (left <= 0) return { items, next: `${index}~` }
    const page = await searchListing(
      place => registry.listByOwner({ kind, owner }, place),
      { limit: left, search, ...(inside === '' ? {} : { after: inside }) },
      {
        show: ({ key, entry }) => ({ id: key.id, zone: key.zone ?? '', value: readRecord(schema, key, entry.value) }),
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
