/** A whole domain on in-memory stores with a clock that stands still: what unit tests of operations run on. */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { know, logged, stored } from '../../leak-check/src/watch.ts'
import type { Credential, UserProof } from '../src/access/credential.ts'
import { makeCaches } from '../src/caches.ts'
import type { GatewayDeps } from '../src/deps.ts'
// Loaded when content is first read: not while a test's time limit runs.
import '../src/files/sha1.ts'
import { ClientId } from '../src/ids/client-id.ts'
import { ContentHash } from '../src/ids/content-hash.ts'
import { loginKey } from '../src/ids/login-key.ts'
import { UserLabel } from '../src/ids/user-label.ts'
import { ZoneName } from '../src/ids/zone-name.ts'
import { loggerTo } from '../src/logger.ts'
import type { ApiKeyScope } from '../src/model/api-key.ts'
import { bucketId } from '../src/model/place.ts'
import type { ZoneConfig } from '../src/model/zone.ts'
import type { RequestFacts } from '../src/record/log-item.ts'
import { ed25519Verifier } from '../src/signing/ed25519.ts'
import type { StoredLogItem } from '../src/stores/log-items.ts'
import type { VerificationJob } from '../src/stores/verification-queue.ts'
import type { WebhookAnswer, WebhookRequest } from '../src/stores/webhooks.ts'
import { inMemoryEphemeralStore } from './in-memory-ephemeral-store.ts'
import { InMemoryObjectStore } from './in-memory-object-store.ts'
import { InMemoryRegistry } from './in-memory-registry.ts'
// Loaded on first use; in tests that is after it was transformed, which a finalize has no time for on a busy machine.
import '../src/files/sha1.ts'

/** Of every zone's buckets. */
const bucketKey = 'secret-access-key-of-the-test-zones'

/** Made so far: each has random numbers of its own, the same ones in each run. */
let gateways = 0

const noon = Date.UTC(2026, 0, 1, 12)

export const facts: RequestFacts = { requestTimestamp: noon, requestHeaders: { 'user-agent': 'test' } }

interface TestGatewayOptions {
  limits?: Partial<GatewayDeps['limits']>
  bucket?: InMemoryObjectStore
  /** Whether files of both zones have readers; or since when, ms since the epoch. */
  readers?: boolean | number
}

/** Zones: `default` and `lab`, which has a fallback bucket. Buckets by name: default, lab, fallback. */
export function testGateway(options: TestGatewayOptions = {}) {
  know('storage key', bucketKey)
  const clock = { now: noon }
  const now = () => clock.now
  const buckets = {
    default: options.bucket ?? new InMemoryObjectStore({ uri: 'memory://default', now }),
    lab: new InMemoryObjectStore({ uri: 'memory://lab', now }),
    fallback: new InMemoryObjectStore({ uri: 'memory://fallback', now })
  }
  const byUri = new Map(Object.values(buckets).map(bucket => [bucket.uri, bucket]))
  const registry = new InMemoryRegistry()
  const ephemeral = inMemoryEphemeralStore()
  const kept: StoredLogItem[] = []
  const jobs: VerificationJob[] = []
  const reports: { level: string; event: string }[] = []
  const posted: WebhookRequest[] = []
  const webhookAnswers: WebhookAnswer[] = []
  const own = gateways++
  let random = 0

  const zone = (name: string, bucket: InMemoryObjectStore, fallback?: InMemoryObjectStore): ZoneConfig => ({
    name: ZoneName.parse(name),
    directory: '',
    ...(options.readers && { files: { since: options.readers === true ? 0 : options.readers } }),
    bucket: { uri: bucket.uri, credentials: { accessKeyId: 'id', secretAccessKey: bucketKey } },
    ...(fallback === undefined
      ? {}
      : { fallback: { uri: fallback.uri, credentials: { accessKeyId: 'id', secretAccessKey: bucketKey } } })
  })

  const deps: GatewayDeps = {
    now,
    randomHex: bytes =>
      createHash('sha512')
        .update(`${own}/${random++}`)
        .digest('hex')
        .slice(0, bytes * 2),
    publicUrl: 'https://gateway.test',
    administrators: new Map([[loginKey('root'), UserLabel.parse('root')]]),
    configuredZones: new Map(
      [zone('default', buckets.default), zone('lab', buckets.lab, buckets.fallback)].map(config => [
        config.name,
        config
      ])
    ),
    limits: {
      fileBytes: 5_000_000_000,
      partedFileBytes: 5_000_000_000_000,
      leastPartBytes: 4,
      verifyAtOnceBytes: 5_000_000_000,
      inspectBytes: 1_000_000,
      verifyInRequestBytes: 1_000_000,
      quickBytes: 1_000,
      downloadUrlSeconds: 3_600,
      deleteMs: 7_000,
      evenMs: 0,
      verifyQuickMs: 1_000,
      verifySlowMs: 2_000,
      ...options.limits
    },
    registry,
    foundFiles: ephemeral,
    logItems: ephemeral,
    outbox: {
      keep: async item => {
        stored('kept log item', item)
        kept.push(item)
      }
    },
    verificationQueue: {
      send: async job => {
        stored('queued verification', job)
        jobs.push(job)
      }
    },
    webhooks: {
      localAllowed: true,
      post: async request => {
        posted.push(request)
        return webhookAnswers.shift() ?? { status: 204 }
      }
    },
    openBucket: async ref => {
      const bucket = byUri.get(ref.uri)
      if (bucket === undefined) throw new Error(`no bucket ${ref.uri}`)
      return bucket
    },
    ed25519: ed25519Verifier({ cacheSize: 10 }),
    caches: makeCaches(now, options.limits),
    logger: loggerTo((level, event, fields) => {
      logged('the gateway', level, event, fields)
      reports.push({ level, event })
    })
  }
  // As in any process that has served a request.
  deps.caches.bindingsByKey.set('all', { done: true })
  for (const { bucket } of deps.configuredZones.values()) deps.caches.triedBuckets.set(bucketId(bucket), { obeyed: [] })

  return {
    deps,
    clock,
    buckets,
    registry,
    ephemeral,
    kept,
    jobs,
    reports,
    /** What went to webhooks, and what they are to answer, one after the other; then 204. */
    posted,
    webhookAnswers,
    /** Lets `ms` pass: more than 60 s makes every cache forget. */
    pass: (ms: number) => {
      clock.now += ms
    },
    async settings(zoneName: 'default' | 'lab', yaml: string) {
      await buckets[zoneName].put('settings/authorizationSettings.yaml', Buffer.from(yaml))
      deps.caches.settings.delete(zoneName)
    },
    /** Everything that was done to any store so far; `forget` begins anew. */
    touched: () => ({
      objects: Object.values(buckets).flatMap(bucket => bucket.calls.map(({ method, key }) => `${method} ${key}`)),
      registry: registry.calls.map(({ method }) => method),
      ephemeral: [...ephemeral.calls]
    }),
    forget() {
      for (const bucket of Object.values(buckets)) bucket.calls.length = 0
      registry.calls.length = 0
      ephemeral.calls.length = 0
    }
  }
}

export interface TestClient {
  clientId: ClientId
  credential: Credential
  privateKey: KeyObject
  /** Of `{"type":"addClient"}`, as kachery-cloud-init signs it. */
  registrationSignature: string
}

export function newClient(): TestClient {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  know('client private key', privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32))
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const clientId = ClientId.parse(raw.toString('hex'))
  const digest = createHash('sha1').update('{"type":"addClient"}').digest()
  const registrationSignature = sign(null, digest, privateKey).toString('hex')
  return {
    clientId,
    /** Of another request each time. */
    get credential(): Credential {
      return { kind: 'client', clientId, signature: randomBytes(64).toString('hex') }
    },
    privateKey,
    registrationSignature
  }
}

const wholeScope: ApiKeyScope = { name: 'test', zone: null, rights: 'upload-and-download' }

/** A user as a sign-in makes it, not bound in any registry. */
export function user(
  login: string,
  provedBy: UserProof = 'session',
  scope: Partial<ApiKeyScope> = {}
): Extract<Credential, { kind: 'user' }> {
  const label = UserLabel.parse(login)
  const known = {
    kind: 'user',
    user: { accountId: `id-of-${login}`, login: label, labels: [loginKey(login)] }
  } as const
  return provedBy === 'api-key' ? { ...known, provedBy, scope: { ...wholeScope, ...scope } } : { ...known, provedBy }
}

export function hashOf(bytes: Uint8Array | string): ContentHash {
  return ContentHash.parse(createHash('sha1').update(bytes).digest('hex'))
}

export const zoneName = (name: string) => ZoneName.parse(name)
