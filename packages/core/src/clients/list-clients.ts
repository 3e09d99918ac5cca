/** Operation listClients: a page of a zone's clients, all of them or those that a search finds. Costs what the page holds. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ClientId } from '../ids/client-id.ts'
import { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { clientKey } from '../registered/client-registration.ts'
import { clientOfWord, wordsOfClient } from '../registered/client-words.ts'
import { wordsFit, wordsOf } from '../search-words.ts'
import { readRecord } from '../stores/read-record.ts'
import type { Listed, ListInput } from '../stores/search-listing.ts'

export async function listClients(deps: GatewayDeps, zone: Zone, input: ListInput): Promise<Listed<Client>> {
  const words = wordsOf(input.search ?? '')
  return words.length === 0 ? allOf(deps, zone, input) : foundBy(deps, zone, words, input)
}

const pageOf = ({ limit, after }: ListInput) => defined({ limit, after })

async function allOf({ registry }: GatewayDeps, zone: Zone, input: ListInput): Promise<Listed<Client>> {
  const page = await registry.list({ kind: 'client', zone: zone.name }, pageOf(input))
  return { items: page.items.map(({ key, entry }) => readRecord(Client, key, entry.value)), next: page.next ?? null }
}

/** The longest word is looked up, the others are held against what it finds: a page may be short, or empty, with a next. */
async function foundBy(deps: GatewayDeps, zone: Zone, words: string[], input: ListInput): Promise<Listed<Client>> {
  const [longest = '', ...others] = words.toSorted((a, b) => b.length - a.length)
  const scope = { kind: 'client-word', zone: zone.name, idPrefix: longest } as const
  const page = await deps.registry.list(scope, pageOf(input))
  const hits = page.items.map(({ key }) => clientOfWord(key.id)).filter(hit => hit !== undefined)
  const clients = await Promise.all(hits.map(hit => clientAt(deps, zone, hit, longest, others)))
  return { items: clients.filter(client => client !== undefined), next: page.next ?? null }
}

/** undefined: gone, or it has other words by now, or another of its words has shown it already. */
async function clientAt(
  { registry }: GatewayDeps,
  zone: Zone,
  hit: { word: string; clientId: ClientId },
  prefix: string,
  others: readonly string[]
): Promise<Client | undefined> {
  const key = clientKey(zone, hit.clientId)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  const client = readRecord(Client, key, entry.value)
  const words = wordsOfClient(client)
  const first = words.find(word => word.startsWith(prefix))
  return first === hit.word && wordsFit(others, words) ? client : undefined
}
