/**
 * What the jobs cost: counting 10,000 new items where 10 million are counted already against the same 10,000 alone, and
 * archiving and counting against a bare reading, parsing and writing of the same bytes. usage.json, which grows with days
 * and clients, is written in either case and is a row of its own.
 */

import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway } from './gateway.ts'
import { QuickBucket, quickLogItems } from './job-stores.ts'
import { compare, median, type Turn } from './measure.ts'
import { compareGrowth, growthOf } from './memory-growth.ts'
import { quartiles, type Row, ratioRow, size, times } from './table.ts'
import { newArchives, newItems, usageHistory } from './usage-history.ts'

const rounds = 60
const fresh = 10_000
const memoryTarget = 1.25
const longHistory = { items: 10_000_000, days: 365, clients: 500 }

/** ms of CPU time of the whole process. */
async function cpuOf(run: () => unknown): Promise<number> {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const job = async (gateway: GatewayDeps, name: JobName) => {
  const result = await runJob({ ...gateway, logger: loggerTo(() => {}) }, name, {
    timeLeft: () => 600_000,
    zone: 'default'
  })
  if (result.outcome !== 'done') throw new Error(JSON.stringify(result.notable))
  return result
}

/** Leaves usage.json out. */
class WithoutUsageFile extends QuickBucket {
  override async putStream(...given: Parameters<QuickBucket['putStream']>) {
    if (!given[0].endsWith('usage/usage.json')) return super.putStream(...given)
    this.requests++
    return { etag: '"streamed"' }
  }
}

export async function jobs(): Promise<Row[]> {
  const archives = newArchives(fresh)
  const history = new Map([...(await usageHistory(longHistory)), ...archives])
  const [longKeys, shortKeys] = [[...history.keys()].sort(), [...archives.keys()].sort()]
  const requests = { long: 0, alone: 0 }
  const count =
    (kept: Map<string, Buffer>, keys: string[], which: keyof typeof requests): Turn =>
    async () => {
      const bucket = new WithoutUsageFile(kept, keys)
      const gateway = benchGateway({ bucket, registry: new InMemoryRegistry() })
      const cost = await cpuOf(() => job(gateway, 'count-usage'))
      requests[which] = bucket.requests
      return cost
    }
  const long = await compare(
    { subject: count(history, longKeys, 'long'), floor: count(archives, shortKeys, 'alone') },
    rounds
  )
  const row = ratioRow('counting 10,000 items after 10 million', long, 'ms', 'the same 10,000 alone', 1.1)
  return [
    { ...row, against: `${row.against}; ${requests.long} : ${requests.alone} requests` },
    ...(await againstBareBytes(archives)),
    await usageFile(history, longKeys),
    await countingMemory()
  ]
}

/** Node lets some 200 MB of garbage lie before it collects: what counts is that twice the items take no more. */
async function countingMemory(): Promise<Row> {
  const many = () => growth(1600)
  const comparison = await compareGrowth({ subject: many, floor: () => growth(800) }, 2)
  const { ratio } = comparison
  return {
    what: 'counting 1,600,000 items: memory',
    result: times(ratio),
    target: `≤ ${memoryTarget} ×`,
    met: ratio <= memoryTarget,
    against: `+${size(comparison.subject)} : +${size(comparison.floor)} of resident memory, counting half of them; ${quartiles(comparison)}`
  }
}

const growth = (archives: number) => growthOf('count-many-items.ts', [String(archives)])

async function againstBareBytes(archives: Map<string, Buffer>): Promise<Row[]> {
  const texts = newItems(fresh).map(item => JSON.stringify(item))
  const bytes = [...archives.values()]
  const bare: Turn = () =>
    cpuOf(() => {
      for (const archive of bytes) {
        const items: unknown[] = JSON.parse(archive.toString())
        written = Buffer.from(`[\n${items.map(item => JSON.stringify(item)).join(',\n')}\n]\n`)
      }
    })
  let written = Buffer.alloc(0)
  let calls = 0
  const archive: Turn = async () => {
    const ephemeral = quickLogItems(texts)
    const bucket = new QuickBucket(new Map(), [])
    const registry = new InMemoryRegistry()
    const gateway = { ...benchGateway({ bucket, registry }), logItems: ephemeral }
    const cost = await cpuOf(() => job(gateway, 'archive-logs'))
    calls = ephemeral.calls() + bucket.requests + registry.calls.length
    return cost
  }
  const keys = [...archives.keys()].sort()
  const count: Turn = () =>
    cpuOf(() =>
      job(benchGateway({ bucket: new QuickBucket(archives, keys), registry: new InMemoryRegistry() }), 'count-usage')
    )
  const rows: Row[] = []
  for (const [what, subject] of [
    ['archiving 10,000 items', archive],
    ['counting 10,000 items', count]
  ] as const) {
    const comparison = await compare({ subject, floor: bare }, rounds)
    const row = ratioRow(what, comparison, 'ms', 'reading, parsing and writing the same bytes')
    const rate = Math.round((fresh / comparison.subject) * 1000).toLocaleString('en-US')
    rows.push({
      ...row,
      against: `${rate} items/s; ${row.against}${what.startsWith('arch') ? `; ${calls} calls` : ''}`
    })
  }
  if (written.length === 0) throw new Error('nothing was written')
  return rows
}

/** A year of 500 clients. */
async function usageFile(kept: Map<string, Buffer>, keys: string[]): Promise<Row> {
  const costs: number[] = []
  let streamed = 0
  for (let round = 0; round < 3; round++) {
    const bucket = new QuickBucket(kept, keys)
    costs.push(await cpuOf(() => job(benchGateway({ bucket, registry: new InMemoryRegistry() }), 'count-usage')))
    streamed = bucket.streamed
  }
  return {
    what: 'the same with usage.json of a year of 500 clients',
    result: `${Math.round(median(costs))} ms`,
    against: `${size(streamed)} as a stream of the days’ parts; quickest ${Math.round(Math.min(...costs))} ms`
  }
}
