/** Of the sweep: uploads in parts whose time is up, and such as no record of ours names. Their parts cost money. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JobContext } from '../job-context.ts'
import type { Zone } from '../model/zone.ts'
import type { UnfinishedUpload } from '../stores/parted-uploads.ts'
import { readRecord } from '../stores/read-record.ts'
import { zoneKey } from '../zones/keys.ts'
import { stagedUpload } from './keys.ts'
import { abandonParts, isOpen, PartedUpload, partedUploadKey, readPartedUpload } from './parted-upload.ts'
import { readVerification } from './verification-record.ts'

/** ms after which one that we don't know of is taken for given up. */
const uploadAge = 24 * 3600_000

/** Aborts them and forgets them; what was completed is forgotten, but for what is still being verified. */
export async function sweepPartedUploads(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  let after: string | undefined
  do {
    if (!run.mayContinue()) return false
    const page = await deps.registry.list({ kind: 'upload', zone: zone.name }, { limit: 100, ...defined({ after }) })
    for (const { key, entry } of page.items) {
      const upload = readRecord(PartedUpload, key, entry.value)
      const { hash, state, endsAt } = upload
      if (deps.now() < endsAt) continue
      const verification = await readVerification(deps.registry, { zone: zone.name, hash, uploadId: key.id })
      if (state === 'completing' && verification?.record.state === 'running') continue
      if (run.dryRun) run.note(`Upload ${key.id} in parts, which ended ${new Date(endsAt).toISOString()}, would go.`)
      else {
        if (state !== 'stored') await abandonParts(zone, { uploadId: key.id, upload })
        await deps.registry.erase(partedUploadKey(zone.name, key.id), entry.version)
      }
      run.count('parts')
    }
    after = page.next
  } while (after !== undefined)
  return true
}

/** Where uploads in parts may be ours, or were meant to be. */
const partPlaces = ['uploads/', 'sha1/', 'trash/', 'usage/', 'logs/']

export async function sweepParts(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<boolean> {
  for (const place of partPlaces) {
    let after: string | undefined
    do {
      if (!run.mayContinue()) return false
      const page = await zone.bucket.unfinishedUploads(zoneKey(zone, place), after)
      for (const one of page?.items ?? []) await sweepOne(deps, zone, one, run)
      after = page?.next
    } while (after !== undefined)
  }
  return true
}

async function sweepOne(
  deps: GatewayDeps,
  zone: Zone,
  { key, uploadId, began }: UnfinishedUpload,
  run: JobContext
): Promise<void> {
  if (deps.now() - began <= uploadAge || (await isUnderWay(deps, zone, key))) return
  if (run.dryRun) run.note(`The upload in parts to ${key}, begun ${new Date(began).toISOString()}, would be aborted.`)
  else await zone.bucket.abortUpload(key, uploadId)
  run.count('parts')
}

/** Its client goes on with it, or it is being verified. */
async function isUnderWay(deps: GatewayDeps, zone: Zone, key: string): Promise<boolean> {
  const [, , uploadId] = stagedUpload.exec(key) ?? []
  const known = uploadId === undefined ? undefined : await readPartedUpload(deps.registry, zone.name, uploadId)
  return known !== undefined && (isOpen(known.upload, deps.now()) || known.upload.state === 'completing')
}
