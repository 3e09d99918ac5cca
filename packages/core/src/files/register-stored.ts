/**
 * A step of the job sweep, in zones whose files have readers: it goes through all files once a day, beside their
 * registrations, which lie in the same order. A file that nobody has registered was there before files had readers: it gets
 * a registration of nobody, which the zone's settings speak for as they did. What each account stores is counted on the way.
 */
import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { ContentHash } from '../ids/content-hash.ts'
import type { JobContext } from '../job-context.ts'
import { holderKey, Registration } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { hold, listRegistration, nobodys } from '../registrations/register-file.ts'
import { isOfZone } from '../registrations/registered.ts'
import { addStored, type FileCount, fileCount, fileCountKey } from '../registrations/stored-by-account.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'
import { zoneKey } from '../zones/keys.ts'
import { countedEach } from './count-stored.ts'
import { contentKey } from './keys.ts'

/** Files of a slice. */
const sliceSize = 1_000
const atOnce = 16

type Underway = NonNullable<FileCount['now']>
type StoredFile = { hash: ContentHash; object: ListedObject }

/** False: the run must stop before its end. */
export async function registerStored(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  if (zone.files === undefined || run.dryRun) return true
  const { since, last, now } = await fileCount(deps, zone)
  const keep = (value: FileCount) => writeRecord(deps.registry, fileCountKey(zone.name), { ...value })
  if (now === undefined && last !== null && last > deps.now() - countedEach) return true
  let underway: Underway | undefined = now ?? { at: deps.now(), object: '', registration: '', slice: 0 }
  while (underway !== undefined) {
    if (!run.mayContinue()) return false
    const next: Underway | undefined = await doSlice(deps, zone, run, underway)
    await keep(next === undefined ? { since, last: underway.at } : { since, last, now: next })
    underway = next
  }
  return true
}

/** undefined: it was the last. What is repeated, since a run died, counts once. */
async function doSlice(
  deps: GatewayDeps,
  zone: Zone,
  run: JobContext,
  { at, object, registration, slice }: Underway
): Promise<Underway | undefined> {
  // The files first: whoever stores one registers it before it lies there.
  const page = await zone.bucket.list(zoneKey(zone, 'sha1/'), {
    limit: sliceSize,
    ...(object !== '' && { after: object })
  })
  const files = new Map(page.items.flatMap(one => storedFile(zone, one)).map(one => [one.hash, one]))
  const last = [...files.keys()].at(-1) ?? ''
  const { registered, place } = await registrationsUpTo(deps, zone, last, registration)
  const unregistered = new Map(files)
  for (const { hash } of registered) unregistered.delete(hash)
  const nobodys = await fewAtOnce([...unregistered.values()], atOnce, file => registerNobody(deps, zone, file))
  run.count('nobodys', nobodys.length)
  const held = [...registered, ...nobodys].filter(({ hash, state }) => state === 'held' && files.has(hash))
  const accounts = Map.groupBy(held, holderKey)
  await fewAtOnce([...accounts.values()], atOnce, async theirs => {
    const sum = { files: theirs.length, bytes: theirs.reduce((bytes, { size }) => bytes + size, 0) }
    if (theirs[0] !== undefined) await addStored(deps, zone, theirs[0], sum, { at, slice: slice + 1 })
  })
  run.progress('files', slice * sliceSize + page.items.length)
  return page.next === undefined ? undefined : { at, object: page.next, registration: place, slice: slice + 1 }
}

/** Nothing, where it is none of ours. */
function storedFile(zone: Zone, object: ListedObject): StoredFile[] {
  const { data: hash } = ContentHash.safeParse(object.key.slice(-40))
  return hash !== undefined && contentKey(zone, hash) === object.key ? [{ hash, object }] : []
}

/** Those behind `after`, also of those who gave the file up. `place`: behind the last of them. */
async function registrationsUpTo({ registry }: GatewayDeps, zone: Zone, last: string, after: string) {
  const registered: Registration[] = []
  let place = after
  for (;;) {
    const page = await registry.list(
      { kind: 'registration', zone: zone.name },
      { limit: sliceSize, ...(place !== '' && { after: place }) }
    )
    for (const one of page.items) {
      if (one.key.id.slice(0, 40) > last) return { registered, place }
      const registration = readRecord(Registration, one.key, one.entry.value)
      if (isOfZone(zone, registration)) registered.push(registration)
      place = one.place
    }
    if (page.next === undefined) return { registered, place }
  }
}

/** As it is there now: somebody may have been faster. */
async function registerNobody(deps: GatewayDeps, zone: Zone, { hash, object }: StoredFile): Promise<Registration> {
  const { size, modified } = object
  const registration = nobodys({ hash, size, storedAt: modified }, deps.now())
  // Before the registration: a line of nothing says nothing, and a run that is cut off here is repeated.
  await listRegistration(deps, zone, registration)
  return hold(deps, zone, registration, { staysEnded: true })
}
