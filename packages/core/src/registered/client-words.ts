/**
 * Finding clients by words, without reading all of a zone: for each word of a client's label, for its owner and for the
 * beginning of its id there is a record whose id begins with the word. A word's record says nothing of its own: whoever
 * finds one looks at the client, so that one left behind by a crash or a race is harmless.
 */
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import type { Client } from '../model/client.ts'
import type { Zone } from '../model/zone.ts'
import { longestWord, wordsOf } from '../search-words.ts'

/** Words of a label that are looked at. */
const mostWords = 12

const separator = '\n'

/** By which a client is found, each once, sorted. */
export function wordsOfClient({ clientId, label, ownerId }: Pick<Client, 'clientId' | 'label' | 'ownerId'>): string[] {
  const words = [
    ...wordsOf(label).slice(0, mostWords),
    ...wordsOf(ownerId).slice(0, mostWords),
    clientId.slice(0, longestWord)
  ]
  return [...new Set(words)].sort()
}

const wordKey = (zone: Zone, word: string, clientId: ClientId) =>
  ({ kind: 'client-word', zone: zone.name, id: `${word}${separator}${clientId}` }) as const

/** The client of a word's record. */
export function clientOfWord(id: string): { word: string; clientId: ClientId } | undefined {
  const at = id.lastIndexOf(separator)
  const clientId = ClientId.safeParse(id.slice(at + 1))
  return at > 0 && clientId.success ? { word: id.slice(0, at), clientId: clientId.data } : undefined
}

type Deps = Pick<GatewayDeps, 'registry'>

/** Before the client is written, so that it is never there and not found. */
export async function addWords(deps: Deps, zone: Zone, client: Client): Promise<void> {
  const keys = wordsOfClient(client).map(word => wordKey(zone, word, client.clientId))
  await Promise.all(keys.map(key => deps.registry.create(key, {})))
}

/** Those of the client that is no more, `now` apart. */
export async function dropWords(deps: Deps, zone: Zone, before: Client, now: Client | undefined): Promise<void> {
  const kept = new Set(now === undefined ? [] : wordsOfClient(now))
  const keys = wordsOfClient(before)
    .filter(word => !kept.has(word))
    .map(word => wordKey(zone, word, before.clientId))
  await Promise.all(
    keys.map(async key => {
      const entry = await deps.registry.get(key)
      if (entry?.state === 'present') await deps.registry.erase(key, entry.version)
    })
  )
}
