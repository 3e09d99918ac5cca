/** What a zone has, for people who are about to take it away: files under their hashes, and those that were adopted. */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { AdoptedFile } from '../model/adoption.ts'
import type { Zone } from '../model/zone.ts'
import type { FileSum } from '../site-errors.ts'
import { readRecord } from '../stores/read-record.ts'
import { zoneKey } from './keys.ts'

const mostPages = 20
/** ms */
const patience = 3_000

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

export async function filesThere(deps: Deps, zone: Zone): Promise<FileSum> {
  const [stored, adopted] = await Promise.all([storedFiles(deps, zone), adoptedFiles(deps, zone)])
  return {
    files: stored.files + adopted.files,
    bytes: stored.bytes + adopted.bytes,
    more: stored.more || adopted.more
  }
}

/** Of this zone: an earlier one of its name may have lain elsewhere. */
export const isAdoptedIn = (zone: Zone, { bucketId, objectKey }: AdoptedFile): boolean =>
  bucketId === zone.bucketId && objectKey.startsWith(zoneKey(zone, ''))

function storedFiles(deps: Deps, zone: Zone): Promise<FileSum> {
  return sumOf(deps, async after => {
    const page = await zone.bucket.list(zoneKey(zone, 'sha1/'), { limit: 1000, ...defined({ after }) })
    return { sizes: page.items.map(({ size }) => size), next: page.next }
  })
}

function adoptedFiles(deps: Deps, zone: Zone): Promise<FileSum> {
  return sumOf(deps, async after => {
    const scope = { kind: 'adopted-file', zone: zone.name } as const
    const page = await deps.registry.list(scope, { limit: 1000, ...defined({ after }) })
    const files = page.items.map(({ key, entry }) => readRecord(AdoptedFile, key, entry.value))
    return { sizes: files.filter(file => isAdoptedIn(zone, file)).map(({ size }) => size), next: page.next }
  })
}

export async function sumOf(
  deps: Pick<GatewayDeps, 'now'>,
  read: (after: string | undefined) => Promise<{ sizes: number[]; next: string | undefined }>
): Promise<FileSum> {
  const end = deps.now() + patience
  const sum = { files: 0, bytes: 0, more: false }
  let after: string | undefined
  for (let pages = 0; pages < mostPages && deps.now() < end; pages++) {
    const { sizes, next } = await read(after)
    sum.files += sizes.length
    sum.bytes += sizes.reduce((all, size) => all + size, 0)
    if (next === undefined) return sum
    after = next
  }
  return { ...sum, more: true }
}
