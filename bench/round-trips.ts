/**
 * How often, and how often one after the other, an operation asks its stores, with settings and registration cached: on
 * stores that take 5 ms a call, against as many trips as the rule allows, made one after the other.
 */

import { contentKey } from '@kachery-gateway/core/files/keys.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import { sha1 } from '../packages/client/src/kachery-client.ts'
import { Distance, farBucket, farEphemeral, farRegistry, type Trip } from '../packages/core/testing/far-stores.ts'
import { inMemoryEphemeralStore } from '../packages/core/testing/in-memory-ephemeral-store.ts'
import { InMemoryObjectStore } from '../packages/core/testing/in-memory-object-store.ts'
import { InMemoryRegistry } from '../packages/core/testing/in-memory-registry.ts'
import { benchGateway, register, registerFile, settings } from './gateway.ts'
import { call, eventOf, newClient, zone } from './kachery-calls.ts'
import { compare, elapsed } from './measure.ts'
import { amount, quartiles, type Row, times } from './table.ts'

const delay = 5
const rounds = 15

type Payload = Record<string, unknown>

export async function roundTrips(): Promise<Row[]> {
  return [...(await trips(false)), ...(await trips(true))]
}

/** `readers`: of files that are private, and whose owner asks. */
async function trips(readers: boolean): Promise<Row[]> {
  const here = { bucket: new InMemoryObjectStore({ uri: 's3://bench-files' }), registry: new InMemoryRegistry() }
  const distance = new Distance(delay)
  const gateway = benchGateway({
    bucket: farBucket(distance, here.bucket),
    registry: farRegistry(distance, here.registry),
    ephemeral: farEphemeral(distance, inMemoryEphemeralStore()),
    readers
  })
  const handler = gatewayHandler(() => gateway)
  const client = newClient()
  const ask = (payload: Payload) =>
    call(handler, eventOf(JSON.stringify(client.envelope({ hashAlg: 'sha1', ...payload }))))

  let files = 0
  const newFile = () => {
    const bytes = Buffer.from(`file ${files++}`)
    return { bytes, hash: ContentHash.parse(sha1(bytes)) }
  }
  const stored = async () => {
    const { bytes, hash } = newFile()
    await here.bucket.put(contentKey({ directory: '' }, hash), bytes)
    if (readers) await registerFile(here.registry, hash)
    return hash
  }
  const uploaded = async () => {
    const { bytes, hash } = newFile()
    const of = { hash, size: bytes.length }
    const { objectKey }: { objectKey: string } = JSON.parse(await ask({ type: 'initiateFileUpload', ...of }))
    await here.bucket.put(objectKey, bytes)
    return { type: 'finalizeFileUpload', objectKey, ...of }
  }
  await here.bucket.put(settingsKey, settings)
  await register(here.registry, client.clientId)
  await ask({ type: 'findFile', hash: await stored() })

  /** Several rounds of one operation, each on a file of its own. */
  async function look(what: string, allowedSteps: number | undefined, prepare: () => Promise<Payload>): Promise<Row> {
    const bareTrips = allowedSteps ?? 1
    const comparison = await compare(
      {
        subject: elapsed(ask, async () => {
          const payload = await prepare()
          distance.forget()
          return payload
        }),
        floor: elapsed(
          async () => {
            for (let trip = 0; trip < bareTrips; trip++) await distance.oneTrip()
          },
          async () => {}
        )
      },
      rounds
    )
    const { trips } = distance
    const steps = lastStep(trips)
    return {
      what,
      result: `${steps} ${steps === 1 ? 'step' : 'steps'}, ${times(comparison.ratio)}`,
      against: `${bareTrips} bare ${bareTrips === 1 ? 'trip' : 'trips'}, ${amount(comparison.floor)} ms, ${quartiles(comparison)}: ${inWords(trips)}`,
      ...(allowedSteps === undefined
        ? {}
        : {
            target: `≤ ${allowedSteps}, 1 read a store${readers ? ' and of readers' : ''}`,
            met: steps <= allowedSteps && isFrugal(readers ? besideReaders(trips) : trips)
          })
    }
  }

  const unknown = async () => ({ type: 'findFile', hash: await stored() })
  if (readers) return [await look('findFile of a private file that nobody knows yet: store trips', 3, unknown)]
  return [
    await look('findFile that nobody knows yet: store trips', 3, unknown),
    await look('findFile that another process knows: store trips', 1, async () => {
      const payload = { type: 'findFile', hash: await stored() }
      await ask(payload)
      gateway.caches.foundFiles.delete(`${zone} ${payload.hash}`)
      return payload
    }),
    await look('findFile of what is not there: store trips', 3, async () => ({
      type: 'findFile',
      hash: newFile().hash
    })),
    await look('initiate: store trips', 2, async () => ({
      type: 'initiateFileUpload',
      hash: newFile().hash,
      size: 7
    })),
    await look('finalize: store trips', undefined, uploaded)
  ]
}

/** At most one read of each store, and all writes in one step. */
function isFrugal(trips: readonly Trip[]): boolean {
  const reads = trips.filter(isRead)
  const writes = trips.filter(trip => !isRead(trip))
  const onceEach = new Set(reads.map(({ store }) => store)).size === reads.length
  return onceEach && new Set(writes.map(({ step }) => step)).size <= 1
}

/** Without the question for readers, where it waited for nothing. */
function besideReaders(trips: readonly Trip[]): readonly Trip[] {
  const at = trips.findIndex(({ step, store, method }) => step === 1 && store === 'registry' && method === 'list')
  return at < 0 ? trips : trips.toSpliced(at, 1)
}

const isRead = ({ method }: Trip) => ['head', 'get', 'read', 'list', 'listByOwner', 'findFound'].includes(method)

const lastStep = (trips: readonly Trip[]) => Math.max(0, ...trips.map(({ step }) => step))

/** `ephemeral.findFound → bucket.head → ephemeral.rememberFound + ephemeral.addLogItems` */
function inWords(trips: readonly Trip[]): string {
  return Array.from({ length: lastStep(trips) }, (_, index) =>
    trips
      .filter(({ step }) => step === index + 1)
      .map(({ store, method }) => `${store}.${method}`)
      .join(' + ')
  ).join(' → ')
}
