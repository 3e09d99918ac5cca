/**
 * A step of the job sweep: how many files a zone has, and of how many bytes. It lists `sha1/` with a cursor that it keeps,
 * so that a run which must stop goes on where it was, and no request ever counts.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JobContext } from '../job-context.ts'
import type { StoragePrice, StoredReport } from '../model/stored-sum.ts'
import { StoragePrice as Price, StoredSum } from '../model/stored-sum.ts'
import type { Zone } from '../model/zone.ts'
import { storedByAccount } from '../registrations/stored-by-account.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'
import { zoneKey } from '../zones/keys.ts'
import { adoptionOf } from './kept-adoption.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

const day = 24 * 3600_000
/** What growth is told over. */
const growthTime = 30 * day
/** Counts that are kept: one a day, somewhat more than growth is told over. */
const keptCounts = 40
/** A zone is counted once a day, however often the job runs. */
export const countedEach = day - 3600_000
/** Pages of 1,000 objects after which the cursor is kept. */
const keptEach = 50

const sumKey = (zone: string) => ({ kind: 'stored', zone, id: 'sum' }) as const
const priceKey = (zone: string) => ({ kind: 'stored', zone, id: 'price' }) as const

/** False: the run must stop before its end. */
export async function countStored(deps: Deps, zone: Zone, run: JobContext): Promise<boolean> {
  if (run.dryRun) return true
  const { counts, counting } = await sumOf(deps, zone.name)
  if (counting === undefined && (counts.at(-1)?.at ?? Number.NEGATIVE_INFINITY) > deps.now() - countedEach) return true
  const sum = { ...(counting ?? { at: deps.now(), after: '', files: 0, bytes: 0 }) }
  for (let pages = 1; ; pages++) {
    if (!run.mayContinue()) {
      await keep(deps, zone, { counts, counting: sum })
      return false
    }
    const after = sum.after === '' ? undefined : sum.after
    const page = await zone.bucket.list(zoneKey(zone, 'sha1/'), { limit: 1000, ...defined({ after }) })
    sum.files += page.items.length
    for (const { size } of page.items) sum.bytes += size
    if (page.next === undefined) break
    sum.after = page.next
    if (pages % keptEach === 0) await keep(deps, zone, { counts, counting: sum })
    run.progress('files', sum.files)
  }
  const { after: _, ...count } = sum
  await keep(deps, zone, { counts: [...counts, count].slice(-keptCounts) })
  return true
}

async function sumOf({ registry }: Pick<Deps, 'registry'>, zone: string): Promise<StoredSum> {
  const entry = await registry.get(sumKey(zone))
  return entry?.state === 'present' ? readRecord(StoredSum, sumKey(zone), entry.value) : { counts: [] }
}

/** The job's lease lets one run at a time at a zone; of two that met the later one counts. */
function keep(deps: Deps, zone: Zone, { counts, counting }: StoredSum): Promise<void> {
  const value = { counts: counts.map(count => ({ ...count })), ...(counting && { counting: { ...counting } }) }
  return writeRecord(deps.registry, sumKey(zone.name), value)
}

/** null: no price is set any more. Takes effect at once. */
export async function setStoragePrice(deps: Deps, zone: Zone, price: StoragePrice | null): Promise<void> {
  if (price === null) await deps.registry.remove(priceKey(zone.name))
  else await writeRecord(deps.registry, priceKey(zone.name), { ...price })
}

/** Three records, whatever the zone stores, and those of its accounts. */
export async function storedReport({ registry }: Pick<Deps, 'registry'>, zone: Zone): Promise<StoredReport> {
  const [{ counts }, priced, byAccount, adopting] = await Promise.all([
    sumOf({ registry }, zone.name),
    registry.get(priceKey(zone.name)),
    storedByAccount({ registry }, zone),
    adoptionOf({ registry }, zone)
  ])
  const price = priced?.state === 'present' ? readRecord(Price, priceKey(zone.name), priced.value) : null
  const adoption = adopting ?? null
  const last = counts.at(-1)
  if (last === undefined) return { stored: null, growth: null, price, costPerMonth: null, byAccount, adoption }
  const before = counts.findLast(({ at }) => at <= last.at - growthTime) ?? counts[0]
  return {
    stored: last,
    growth:
      before === undefined || before === last
        ? null
        : { since: before.at, files: last.files - before.files, bytes: last.bytes - before.bytes },
    price,
    costPerMonth: price === null ? null : (last.bytes / 1e9) * price.perGbMonth,
    byAccount,
    adoption
  }
}
