/**
 * Counts archives of 1000 items each and prints by how many bytes the resident size of this process grew; a small count
 * before loads what there is to load. Argument: how many archives.
 */

import { runJob } from '@kachery-gateway/core/jobs/run-job.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway } from './gateway.ts'
import { QuickBucket } from './job-stores.ts'
import { printGrowth } from './memory-growth.ts'
import { archiveKey, newArchives, today } from './usage-history.ts'

const [text = Buffer.alloc(0)] = newArchives(1000).values()

async function count(archives: number): Promise<void> {
  // Each is read anew, as from a network; none is kept here.
  const kept = new Map(Array.from({ length: archives }, (_, n) => [archiveKey(today + n * 60_000), text] as const))
  const bucket = new (class extends QuickBucket {
    override async get(key: string) {
      const there = await super.get(key)
      return there && { ...there, bytes: Uint8Array.from(there.bytes) }
    }
  })(kept, [...kept.keys()].sort())
  const gateway = { ...benchGateway({ bucket, registry: new InMemoryRegistry() }), logger: loggerTo(() => {}) }
  const result = await runJob(gateway, 'count-usage', { timeLeft: () => 600_000, zone: 'default' })
  if (result.counts.items !== archives * 1000) throw new Error(JSON.stringify(result))
}

await printGrowth(
  () => count(20),
  () => count(Number(process.argv[2]))
)
