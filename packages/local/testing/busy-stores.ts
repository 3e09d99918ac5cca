/**
 * A process that stores all that it can in the folder that it is given, until it is killed: a line for each promise, once
 * it is given. Bundled and run by killed.test.ts.
 */

import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { VerificationJob } from '@kachery-gateway/core/stores/verification-queue.ts'
import { Database } from '../src/embedded/database.ts'
import { DiskObjectStore } from '../src/embedded/disk-object-store.ts'
import { openEmbeddedEphemeralStore } from '../src/embedded/ephemeral-store.ts'
import { FileUrls } from '../src/embedded/file-urls.ts'
import { openOutbox } from '../src/embedded/outbox.ts'
import { openRegistry } from '../src/embedded/registry.ts'
import { openVerificationQueue } from '../src/embedded/verification-queue.ts'

const directory = process.argv[2] ?? ''
const logger = loggerTo(() => {})
const database = Database.open(join(directory, 'gateway.sqlite'))
const registry = openRegistry(database)
const ephemeral = openEmbeddedEphemeralStore({ database })
const away = { ...ephemeral, addLogItems: () => Promise.reject(new Error('away')) }
const outbox = openOutbox({ database, ephemeral: away, logger })
const queue = openVerificationQueue({ database, run: () => new Promise(() => {}), logger })
const urls = new FileUrls(Buffer.alloc(32), 'http://127.0.0.1')
const objects = await DiskObjectStore.open({ database, directory: join(directory, 'objects'), urls })

const promised = (kind: string, id: string) => process.stdout.write(`${kind} ${id}\n`)
const key = (id: string) => ({ kind: 'client', zone: 'lab', id }) as const

const works: ((id: string) => Promise<void>)[] = [
  async id => {
    const { entry } = await registry.create(key(id), { id })
    promised('record', id)
    await registry.replace(key(id), { id, replaced: true }, entry.version)
    promised('replaced', id)
  },
  async id => {
    await ephemeral.addLogItems([{ id, item: { id } }])
    promised('item', id)
  },
  async id => {
    await outbox.keep({ id, item: { id } })
    promised('kept', id)
  },
  async id => {
    const hash = createHash('sha1').update(id).digest('hex')
    await queue.send(VerificationJob.parse({ zone: 'lab', hash, uploadId: hash.slice(0, 32) }))
    promised('job', id)
  },
  async id => {
    await objects.put(id, Buffer.from(`content of ${id}`))
    promised('object', id)
    await objects.copy(id, `${id}.copy`, { size: 1, wantSha1: true })
    promised('object', `${id}.copy`)
    await objects.remove(id)
    promised('removed', id)
  },
  async id => {
    const content = Buffer.from(`content of ${id}`)
    const uploadId = await objects.beginParts(id, partSize)
    for (const number of [2, 1, 3]) {
      const part = content.subarray((number - 1) * partSize, number * partSize)
      await objects.putPart(id, { uploadId, number }, part.length, () => inPieces(part))
      promised('part', `${uploadId} ${number} ${part}`)
    }
    await objects.completeParts(id, uploadId, (await objects.listParts(id, uploadId)) ?? [])
    promised('assembled', id)
    const verifiedSha1 = createHash('sha1').update(content).digest('hex')
    await objects.copy(id, `${id}.copy`, { size: content.length, verifiedSha1 })
    promised('object', `${id}.copy`)
    await objects.remove(id)
    promised('removed', id)
  }
]

/** bytes: three of them are more than a content. */
const partSize = 20

async function* inPieces(part: Buffer): AsyncGenerator<Uint8Array> {
  yield part.subarray(0, 3)
  await new Promise(resolve => setImmediate(resolve))
  yield part.subarray(3)
}

for (const work of works) {
  void (async () => {
    for (;;) await work(randomUUID())
  })()
}
