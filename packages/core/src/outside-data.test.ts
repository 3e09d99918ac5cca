import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { heldAtMost, readers } from '../testing/large-inputs.ts'

/** MB: where a usage.json of 64 MB was parsed whole it took 840. */
const heap = 192
const Result = z.object({ held: z.number(), pace: z.number() })

function inThread(reader: string): Promise<z.infer<typeof Result>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../testing/large-inputs.ts', import.meta.url), {
      workerData: reader,
      resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 32 }
    })
    worker.on('message', message => resolve(Result.parse(message)))
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('it ended without a result')))
  })
}

describe('the largest input that is taken', () => {
  it.each(Object.keys(readers))(
    `holds the event loop for at most ${heldAtMost} ms and fits a heap of ${heap} MB: %s`,
    async reader => {
      const { held, pace } = await inThread(reader)
      // Where the machine is slow at the moment, so is JSON.parse: 1 MB of it takes some 10 ms.
      expect(held).toBeLessThan(Math.max(heldAtMost, 5 * pace))
    },
    300_000
  )
})
