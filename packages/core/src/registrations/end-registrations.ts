/**
 * Taking registrations away. They admit nobody from the first write on; the last one says that the content is gone. Whoever
 * registers the file between the two is told to come again, so that nobody is told that a file is stored that then goes.
 */
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { lineId, Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import { unindexFileName } from './file-name.ts'
import { forgetReaders } from './may-read.ts'
import { type Registered, registrationsOf } from './registered.ts'

/** Rounds in which registrations keep coming while all are taken away. */
const mostRounds = 5

/** Those that `isMeant` and that had not ended, as they are now. */
export async function beginEnding(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  isMeant: (registered: Registered) => boolean
): Promise<Registered[]> {
  const ending = new Map<string, Registered>()
  for (let round = 0; round < mostRounds; round++) {
    const meant = (await registrationsOf(deps, zone, hash)).filter(
      one => one.registration.state !== 'ended' && !ending.has(one.key.id) && isMeant(one)
    )
    if (meant.length === 0) break
    for (const one of await Promise.all(meant.map(one => write(deps, one, 'ending'))))
      if (one !== undefined) ending.set(one.key.id, one)
  }
  forgetReaders(deps, zone, hash)
  return [...ending.values()]
}

/** The content is gone, or others have it. */
export async function finishEnding(deps: GatewayDeps, zone: Zone, ending: readonly Registered[]): Promise<void> {
  await Promise.all(
    ending.flatMap(one => [
      write(deps, one, 'ended'),
      removeLine(deps, zone, one.registration),
      unindexFileName(deps.registry, zone, one.registration)
    ])
  )
}

/** undefined: somebody else changed it meanwhile. */
async function write(
  deps: GatewayDeps,
  { key, version, registration }: Registered,
  state: 'ending' | 'ended'
): Promise<Registered | undefined> {
  // Nothing of it is kept but that it was.
  const { name: _, until: __, clientId: ___, ...kept } = registration
  const value = { ...(state === 'ended' ? kept : registration), state, endedAt: deps.now() }
  const written = await deps.registry.replace(key, value, version)
  return written && { key, version: written.version, registration: readRecord(Registration, key, written.value) }
}

async function removeLine(deps: GatewayDeps, zone: Zone, registration: Registration): Promise<void> {
  const key = { kind: 'registration-line', zone: zone.name, id: lineId(registration) } as const
  // The function that deletes for kachery clients may not erase.
  await deps.registry.remove(key)
}
