/**
 * What the fault test finds in the stores: one pair of zones for each part of it, so that nothing is in the gateway's
 * memory from an earlier part; files, and people who may and may not.
 */
import { randomBytes } from 'node:crypto'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { KacheryClient, sha1 } from '../../packages/client/src/kachery-client.ts'
import type { FaultedStores } from './stores.ts'

const filesAsked = 300
const clientsAsked = 60

export interface Fixture {
  gatewayConfig: string
  /** Asked for again and again. */
  hot: readonly string[]
  /** There, each asked for now and then. */
  present: readonly string[]
  part(number: number, gatewayUrl: string): Part
}

/** The zones of one part of the test and the people in them. */
export interface Part {
  /** Anyone may download; alice may upload and administers. */
  zone: string
  /** Has one file, which alice may download. */
  restrictedZone: string
  alice: KacheryClient
  /** Registered, and may download where anyone may. */
  bob: KacheryClient
  /** Registered nowhere. */
  mallory: KacheryClient
  bobInRestricted: KacheryClient
  aliceInRestricted: KacheryClient
  /** Ids of clients that are registered in `zone`. */
  registered: readonly string[]
}

export async function setFixture(stores: FaultedStores, parts: number): Promise<Fixture> {
  const numbers = Array.from({ length: parts }, (_, number) => number)
  const [aliceSeed, bobSeed, mallorySeed] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  const registered = Array.from({ length: clientsAsked }, () => randomBytes(32).toString('hex'))

  const users = (field: string) =>
    numbers.map(number => `  - { userId: alice${number}, upload: true, ${field}: true, admin: true }\n`).join('')
  const settings = (download: boolean) =>
    `allowPublicUpload: false\nallowPublicDownload: ${download}\nauthorizedUsers:\n${users('download')}`
  await stores.put('open', 'settings/authorizationSettings.yaml', settings(true))
  await stores.put('restricted', 'settings/authorizationSettings.yaml', settings(false))
  const files = await Promise.all(Array.from({ length: filesAsked }, () => putFile(stores)))

  const idOf = (seed: Uint8Array) => new KacheryClient('http://unused', { seed }).clientId
  const owners = new Map([
    [idOf(aliceSeed), 'alice'],
    [idOf(bobSeed), 'bob'],
    ...registered.map(id => [id, 'carol'] as const)
  ])
  for (const number of numbers) {
    for (const zone of [zoneOf(number), restrictedOf(number)]) {
      await Promise.all(
        Array.from(owners, ([clientId, person]) => {
          const ownerId = `${person}${number}`
          const client = { clientId, ownerId, timestampCreated: 1, label: 'of the fault test' }
          return stores.registry.create({ kind: 'client', zone, id: clientId }, client, { owner: ownerId })
        })
      )
    }
  }

  return {
    gatewayConfig: JSON.stringify({
      zones: [
        { name: 'default', ...stores.bucketOf('open') },
        ...numbers.map(number => ({ name: zoneOf(number), ...stores.bucketOf('open') })),
        ...numbers.map(number => ({ name: restrictedOf(number), ...stores.bucketOf('restricted') }))
      ]
    }),
    hot: files.slice(0, 5),
    present: files.slice(5),
    part(number, gatewayUrl) {
      const client = (zone: string, seed: Uint8Array) => new KacheryClient(gatewayUrl, { zone, seed })
      const [zone, restrictedZone] = [zoneOf(number), restrictedOf(number)]
      return {
        zone,
        restrictedZone,
        alice: client(zone, aliceSeed),
        bob: client(zone, bobSeed),
        mallory: client(zone, mallorySeed),
        bobInRestricted: client(restrictedZone, bobSeed),
        aliceInRestricted: client(restrictedZone, aliceSeed),
        registered
      }
    }
  }
}

const zoneOf = (number: number) => `part${number}`
const restrictedOf = (number: number) => `restricted${number}`

/** Its hash. */
async function putFile(stores: FaultedStores): Promise<string> {
  const bytes = randomBytes(1000)
  const hash = sha1(bytes)
  await stores.put('open', contentKey(hash), bytes)
  await stores.put('restricted', contentKey(hash), bytes)
  return hash
}
