/**
 * A step of the job sweep: a bucket of plain files becomes a zone's. It counts first, and when somebody has said so adopts:
 * each file is hashed where it lies and found by its hash from then on. Nothing is copied, renamed or written in the bucket.
 * A pass keeps how far it came; afterwards it looks once a day for files that changed.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JobContext } from '../job-context.ts'
import type { Adoption, AdoptionSum } from '../model/adoption.ts'
import { isSameBucket } from '../model/place.ts'
import type { Zone } from '../model/zone.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { claimedPlaces, placeOfZone, zoneFolders } from '../zones/claimed-places.ts'
import { zoneKey } from '../zones/keys.ts'
import { type Adopted, adoptObject } from './adopt-object.ts'
import { countedEach } from './count-stored.ts'
import { adoptionKey, keptAdoption, recordOf } from './kept-adoption.ts'

/** Objects of a page, between two of which it is kept how far the pass came. */
const pageSize = 200
/** Of a page, side by side. */
const atOnce = 8

/** False: the run must stop before its end. */
export async function adoptFiles(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  const kept = await keptAdoption(deps, zone)
  if (kept === undefined || kept.adoption.phase === 'counted' || run.dryRun) return true
  const asked = kept.adoption
  let { version } = kept
  if (asked.phase === 'done' && asked.after === '') {
    if (deps.now() - asked.at < countedEach) return true
    asked.at = deps.now()
  }
  const folderOf = await othersFolder(deps, zone)
  const pass = asked.phase === 'counting' ? countPage : adoptPage
  const now = { ...asked }
  for (;;) {
    if (!run.mayContinue()) return false
    const page = await zone.bucket.list(zoneKey(zone, ''), {
      limit: pageSize,
      ...defined({ after: now.after === '' ? undefined : now.after })
    })
    const plain: ListedObject[] = []
    for (const object of page.items) {
      const folder = folderOf(object.key) ?? (object.size === 0 ? 'empty files' : undefined)
      if (folder === undefined) plain.push(object)
      else if (now.phase === 'counting' && folder === 'sha1') now.inPlace++
      else if (now.phase === 'counting') now.leftOut = { ...now.leftOut, [folder]: (now.leftOut[folder] ?? 0) + 1 }
    }
    if (!(await pass(deps, zone, plain, now, run))) return false
    now.after = page.next ?? ''
    if (page.next === undefined) now.phase = now.phase === 'counting' ? 'counted' : 'done'
    const written = await deps.registry.replace(adoptionKey(zone.name), recordOf(now), version)
    // Somebody has asked anew: the next run does what they said.
    if (written === undefined) return false
    version = written.version
    if (page.next === undefined) return true
  }
}

async function countPage(_deps: GatewayDeps, _zone: Zone, plain: ListedObject[], now: Adoption, run: JobContext) {
  now.found = plus(now.found, plain)
  run.progress('files', now.found.files)
  return true
}

/** False: the run must stop; what of the page is done is found so by the next. */
async function adoptPage(deps: GatewayDeps, zone: Zone, plain: ListedObject[], now: Adoption, run: JobContext) {
  const onlyKnown = now.phase === 'done'
  const waiting = plain.values()
  const ends: { object: ListedObject; outcome: Adopted }[] = []
  const worker = async () => {
    for (const object of waiting) {
      const outcome = run.mayContinue() ? await adoptObject(deps, zone, object, run, onlyKnown) : 'stopped'
      ends.push({ object, outcome })
    }
  }
  const workers = Array.from({ length: atOnce }, worker)
  // Nothing goes on behind whoever is told of the first failure.
  await Promise.allSettled(workers)
  await Promise.all(workers)
  const outcomes = new Map(Object.entries(Object.groupBy(ends, ({ outcome }) => outcome)))
  for (const [outcome, all] of outcomes) run.count(`adoption_${outcome}`, all?.length ?? 0)
  for (const { object, outcome } of ends)
    if (outcome === 'encoded' || outcome === 'changing' || outcome === 'collides')
      run.note(`${object.key} was not adopted: ${reasons[outcome]}`)
  if (outcomes.has('stopped')) return false
  if (onlyKnown) return true
  now.adopted = plus(
    now.adopted,
    ends.filter(({ outcome }) => outcome === 'adopted' || outcome === 'known').map(({ object }) => object)
  )
  run.progress('files', now.adopted.files, now.found.files)
  return true
}

const reasons = {
  encoded: 'it was stored with a content-encoding that clients of this store undo.',
  collides: 'it was made to collide under SHA-1, so its hash says nothing.',
  changing: 'somebody changed it meanwhile; ask again.'
}

const plus = ({ files, bytes }: AdoptionSum, more: readonly ListedObject[]): AdoptionSum => ({
  files: files + more.length,
  bytes: more.reduce((sum, { size }) => sum + size, bytes)
})

/** What gateways keep beside their files, also one whose zone is not known here: client keys lie in `clients/`. */
const ofSomeGateway = /(?:^|\/)(clients\/[0-9a-f]{64}|logs\/log-[^/]+\.json|settings\/authorizationSettings\.yaml)$/

/** The folder for which an object is none of the zone's plain files; undefined: it is one. */
async function othersFolder(deps: GatewayDeps, zone: Zone): Promise<(key: string) => string | undefined> {
  const own = await placeOfZone(deps, zone.name)
  const inside = (await claimedPlaces(deps)).filter(
    ({ zone: name, place }) =>
      own !== undefined && name !== zone.name && isSameBucket(place, own.place) && place.directory.length > 0
  )
  const others = inside.map(({ place }) => `${place.directory.join('/')}/`)
  const prefix = zoneKey(zone, '')
  // Zones that users add lie in one folder, also those that were removed since.
  const folders = new Set<string>([...zoneFolders, 'fallback-logs', 'zones'])
  return key => {
    const name = key.slice(prefix.length)
    const [first = ''] = name.split('/', 1)
    if (folders.has(first) && name !== first) return first
    const other = others.find(folder => !prefix.startsWith(folder) && key.startsWith(folder))
    if (other !== undefined) return other.slice(0, -1)
    if (ofSomeGateway.test(key)) return 'of a gateway'
    // What stands for a folder itself.
    return key.endsWith('/') ? 'folders' : undefined
  }
}
