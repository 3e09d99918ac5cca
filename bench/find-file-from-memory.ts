/**
 * findFile whose every part is cached, through the handler as Lambda calls it, against what no gateway could leave out:
 * reading the body, one verification, writing the answer. Both as in a process that has served for a while, as those of
 * Lambda do for hours: V8 compiles for the last time after some ten thousand calls.
 */

import { verify } from 'node:crypto'
import { contentKey } from '@kachery-gateway/core/files/keys.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { InMemoryObjectStore } from '../packages/core/testing/in-memory-object-store.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway, register, registerFile, settings } from './gateway.ts'
import { call, eventOf } from './kachery-calls.ts'
import { compare, cpuTime } from './measure.ts'
import { inTurn, type SignedCall, signedCalls } from './signed-calls.ts'
import { type Row, ratioRow } from './table.ts'

const rounds = 100
/** Calls of both before anything is measured; on a busy machine as many as end in time, ms. */
const warming = 12_000
const warmingEnds = 40_000

interface Prepared extends SignedCall {
  /** As the gateway gives it. */
  answer: unknown
  event: APIGatewayProxyEventV2
  unsignedEvent: APIGatewayProxyEventV2
}

export async function findFileFromMemory(): Promise<Row[]> {
  const { signed, unsigned } = await measured(false)
  const { signed: withReaders } = await measured(true)
  return [
    ratioRow('findFile from memory, signed: CPU', signed, 'µs', 'parse + verify + stringify', 1.5),
    ratioRow('the same of private files, by who has them: CPU', withReaders, 'µs', 'parse + verify + stringify', 1.5),
    ratioRow('findFile from memory, unsigned: CPU', unsigned, 'µs', 'parse + stringify')
  ]
}

async function measured(readers: boolean) {
  await warmUp(readers)
  // What is in memory, and a signature, is good for a minute: nothing of the warming is used any more.
  const { bucket, next, finds, verifies } = await prepare(readers)

  const signed = await compare(
    {
      subject: cpuTime(150, n => finds(next(n).event)),
      floor: cpuTime(150, n => verifies(next(n)))
    },
    rounds
  )
  refuseTouched(bucket)
  if (readers) return { signed, unsigned: signed }
  const unsigned = await compare(
    {
      subject: cpuTime(1500, n => finds(next(n).unsignedEvent)),
      floor: cpuTime(1500, n => {
        JSON.parse(next(n).unsignedBody)
        return JSON.stringify(next(n).answer)
      })
    },
    rounds
  )
  refuseTouched(bucket)
  return { signed, unsigned }
}

async function warmUp(readers: boolean): Promise<void> {
  const { next, finds, verifies } = await prepare(readers)
  const ends = performance.now() + warmingEnds
  for (let n = 0; n < warming && performance.now() < ends; n++) {
    await finds(next(n).event)
    verifies(next(n))
  }
}

/** `readers`: of files that are private, and whose owner asks. Whoever does not sign is then told that they are not there. */
async function prepare(readers: boolean) {
  const calls = signedCalls(256)
  const bucket = new PresigningStore({ uri: 's3://bench-files' })
  const registry = new InMemoryRegistry()
  await bucket.put(settingsKey, settings)
  for (const { hash, client } of calls) {
    await bucket.put(contentKey({ directory: '' }, ContentHash.parse(hash)), Buffer.from(hash))
    await register(registry, client.clientId)
    if (readers) await registerFile(registry, hash)
  }
  const handler = gatewayHandler(() => gateway)
  const gateway = benchGateway({ bucket, registry, readers })
  const prepared: Prepared[] = []
  for (const one of calls) {
    const event = eventOf(one.body)
    await call(handler, event)
    // The second time it is as it will be each time.
    const answer: unknown = JSON.parse(await call(handler, event))
    prepared.push({ ...one, answer, event, unsignedEvent: eventOf(one.unsignedBody) })
  }
  bucket.calls.length = 0
  return {
    bucket,
    next: inTurn(prepared),
    finds: (event: APIGatewayProxyEventV2) => call(handler, event),
    verifies
  }
}

function verifies({ body, digest, key, signature, answer }: Prepared): string {
  JSON.parse(body)
  if (!verify(null, digest, key, signature)) throw new Error('A signature of our own does not fit.')
  return JSON.stringify(answer)
}

function refuseTouched(bucket: PresigningStore): void {
  const touched = bucket.calls.filter(({ key }) => key !== settingsKey).length
  if (touched > 0) throw new Error(`findFile from memory asked the bucket ${touched} times.`)
}

/** URLs of the length that they have on S3: they are most of an answer. */
class PresigningStore extends InMemoryObjectStore {
  readonly #s3 = openS3ObjectStore(
    { uri: this.uri, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' } },
    { now: Date.now, logger: loggerTo(() => {}) }
  )

  override presignGet(key: string, seconds: number): Promise<string> {
    return this.#s3.presignGet(key, seconds)
  }
}
