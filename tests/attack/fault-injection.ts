/** Stores whose calls can be made to fail one by one, and requests that between them make every call there is. */

import { expect } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import type { Limits } from '../../packages/core/src/deps.ts'
import { verificationKey } from '../../packages/core/src/files/verification-record.ts'
import { ContentHash } from '../../packages/core/src/ids/content-hash.ts'
import type { ObjectStoreAbilities } from '../../packages/core/src/stores/object-store.contract.ts'
import { InMemoryObjectStore } from '../../packages/core/testing/in-memory-object-store.ts'
import { newClient, type testGateway, zoneName } from '../../packages/core/testing/test-gateway.ts'
import { type Answer, type AttackGateway, attackGateway, openToAll, type Payload } from './handler.ts'

export interface FaultInjection {
  /** `store.method what` of every call so far; `what` is a key, or the kind of a record. */
  calls: string[]
  /** Which calls fail: by their number, and by name. */
  hits(number: number, call: string): boolean
  /** What happens instead. */
  instead(call: string): Promise<unknown>
  /** ms that every call takes */
  slow: number
}

export function injectFaults({ buckets, registry, ephemeral, gateway }: AttackGateway): FaultInjection {
  const state: FaultInjection = {
    calls: [],
    hits: () => false,
    instead: () => Promise.reject(new Error('nothing was planned')),
    slow: 0
  }
  const stores = { ...buckets, registry, ephemeral, kept: gateway.outbox, queue: gateway.verificationQueue }
  for (const [name, store] of Object.entries<object>(stores)) {
    for (const method of methodsOf(store)) {
      const original: unknown = Reflect.get(store, method)
      if (typeof original !== 'function') continue
      Reflect.set(store, method, async (...given: unknown[]) => {
        const call = `${name}.${method} ${subjectOf(given[0])}`
        const number = state.calls.push(call) - 1
        if (state.slow > 0) await new Promise(resolve => setTimeout(resolve, state.slow))
        return state.hits(number, call) ? state.instead(call) : Reflect.apply(original, store, given)
      })
    }
  }
  return state
}

function methodsOf(store: object): string[] {
  const prototype: unknown = Object.getPrototypeOf(store)
  const inherited = prototype === Object.prototype || typeof prototype !== 'object' ? {} : prototype
  return [...Object.getOwnPropertyNames(inherited), ...Object.getOwnPropertyNames(store)].filter(
    name => name !== 'constructor' && name !== 'logItems'
  )
}

/** A key, or of a record its kind. */
function subjectOf(argument: unknown): string {
  if (typeof argument !== 'object' || argument === null) return String(argument)
  return 'kind' in argument ? String(argument.kind) : ''
}

/** Calls without which the request is answered all the same; everything else it must have. */
export function isDispensable(call: string, { type, found, alreadyExists }: Record<string, unknown>): boolean {
  if (/^ephemeral\.(findFound|rememberFound|addLogItems) /.test(call)) return true
  // Whether the file was adopted elsewhere, or an upload is being verified, matters where it is not there.
  if ((found === true || alreadyExists === true) && call === 'registry.get adoption') return true
  if (type === 'findFile' && found === true && call === 'registry.list verification') return true
  // Who is calling, where anyone may.
  if (type === 'findFile')
    return /^registry\.\w+ (client|login|first-account|blocked-logins)$|\.get (\S+\/)?clients\//.test(call)
  // Leftovers are swept later.
  return type === 'finalizeFileUpload' && /\.remove uploads\//.test(call)
}

/** Calls that must be made, and whose answers nobody reads. */
export const isUnread = (call: string) => call === 'registry.create client-word'

/** Calls that are made again, under another name, where the store failed. */
export const isTriedAgain = (call: string) => /\.copy uploads\/\S*\/[0-9a-f]{32}$/.test(call)

/** What the same request is answered next, once it was answered or made to fail. */
export function nextAnswer(right: Record<string, unknown>, given: Answer, call: string): Record<string, unknown> {
  const { type, ...rest } = right
  const gone = type === 'deleteFile' && (given.status === 200 || /\.addLogItems /.test(call))
  return gone ? { ...rest, type, success: false, error: expect.any(String) } : right
}

const bytes = Buffer.from('the right bytes')
const hash = sha1(bytes)
const place = contentKey(hash)
const ofFile = { hashAlg: 'sha1', hash }

export interface Fixture {
  gateway: AttackGateway
  request(): Promise<Answer>
}

const { clientId } = newClient()
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** Each has its own gateway, with cold caches, where the request is answered with 200 if nothing goes wrong. */
export const fixtures: Record<string, () => Promise<Fixture>> = {
  'findFile of a file': () =>
    fixture({ type: 'findFile', ...ofFile }, async ({ buckets }) => void (await buckets.default.put(place, bytes))),
  'findFile of nothing': () => fixture({ type: 'findFile', ...ofFile, zone: 'lab' }),
  'findFile of a file in the fallback bucket': () =>
    fixture({ type: 'findFile', ...ofFile, zone: 'lab' }, async ({ buckets }) => {
      await buckets.fallback.put(place, bytes)
    }),
  'findFile in a zone of an older gateway': () =>
    fixture({ type: 'findFile', ...ofFile, zone: 'ann.x' }, async ({ buckets }) => {
      const record = { zone: 'ann.x', ownerId: 'ann', bucketName: 'lab', directory: 'zones/ann.x' }
      await buckets.default.put('registered-zones/ann.x', json(record))
      await buckets.lab.put(`zones/ann.x/${place}`, bytes)
    }),
  'initiateFileUpload of a new file': () => fixture({ type: 'initiateFileUpload', size: 15, ...ofFile }),
  'initiateFileUpload of a file that is there': () =>
    fixture({ type: 'initiateFileUpload', size: 15, ...ofFile }, async ({ buckets }) => {
      await buckets.default.put(place, bytes)
    }),
  'initiateFileUpload of the empty file': () =>
    fixture({ type: 'initiateFileUpload', size: 0, hashAlg: 'sha1', hash: sha1('') }),
  'initiateFileUpload after a failed one': () =>
    fixture({ type: 'initiateFileUpload', size: 15, ...ofFile }, async ({ registry, clock }) => {
      const job = { zone: zoneName('default'), hash: ContentHash.parse(hash), uploadId: '1'.repeat(32) }
      await registry.create(verificationKey(job), { state: 'failed', size: 15, failedAt: clock.now, actual: sha1('') })
    }),
  finalizeFileUpload: () => finalizeFixture({}),
  'finalizeFileUpload where the store knows no checksums': () => finalizeFixture({ copySha1: false }),
  'finalizeFileUpload of a large file': () => finalizeFixture({}, { verifyInRequestBytes: 4 }),
  deleteFile: () =>
    fixture({ type: 'deleteFile', ...ofFile }, async ({ buckets }) => void (await buckets.default.put(place, bytes))),
  'getClientInfo of a client of an older gateway': () =>
    fixture({ type: 'getClientInfo', clientId }, async ({ buckets }) => {
      await buckets.default.put(
        `clients/${clientId}`,
        json({ clientId, ownerId: 'ann', timestampCreated: 1, label: 'x' })
      )
    }),
  'getClientInfo of nobody': () => fixture({ type: 'getClientInfo', clientId }),
  getResourceInfo: () =>
    fixture({ type: 'getResourceInfo', resourceName: 'a/b' }, async ({ buckets }) => {
      const record = { resourceName: 'a/b', ownerId: 'ann', timestampCreated: 1, proxyUrl: 'https://proxy.test' }
      await buckets.default.put('resources/a/b', json(record))
    }),
  'getZoneInfo of no zone': () => fixture({ type: 'getZoneInfo', zoneName: 'nobody.x' })
}

async function fixture(
  payload: Payload,
  prepare: (gateway: AttackGateway) => Promise<unknown> = async () => undefined,
  options: Parameters<typeof testGateway>[0] = {}
): Promise<Fixture> {
  const gateway = attackGateway(options)
  const yaml = `${openToAll.replace('[]', '[{userId: ann, admin: true}]')}\n`
  await gateway.settings('default', yaml)
  await gateway.settings('lab', yaml)
  const client = await gateway.registered('ann')
  await prepare(gateway)
  return { gateway, request: () => gateway.ask(payload, { client }) }
}

async function finalizeFixture(
  abilities: Partial<ObjectStoreAbilities>,
  limits: Partial<Limits> = {}
): Promise<Fixture> {
  const objectKey = `uploads/${place}/${'1'.repeat(32)}`
  const bucket = new InMemoryObjectStore({ uri: 'memory://default', abilities })
  return fixture(
    { type: 'finalizeFileUpload', objectKey, size: 15, zone: 'default', ...ofFile },
    async ({ buckets }) => void (await buckets.default.put(objectKey, bytes)),
    { bucket, limits }
  )
}

/** Of an answer what does not differ from one try to the next. */
export function essence({ status, code, json }: Answer): Record<string, unknown> {
  const { url: _1, signedUploadUrl: _2, objectKey: _3, cacheHit: _4, ...rest } = json
  return { status, code, ...rest }
}
