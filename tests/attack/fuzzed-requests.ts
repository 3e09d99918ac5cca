/** Requests for fuzz.test.ts: noise, JSON of all kinds, and valid requests with something done to them. By seed. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { ClientId } from '@kachery-gateway/core/ids/client-id.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { postEvent } from '../../packages/client/src/api-gateway-event.ts'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { type AttackGateway, type Payload, signed } from './handler.ts'

export interface FuzzedRequest {
  body: string | undefined
  event: Partial<APIGatewayProxyEventV2>
}

/** mulberry32: small, quick, the same everywhere. */
function randomness(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0]
  return { below, pick, chance: (share: number) => next() < share }
}
type Random = ReturnType<typeof randomness>

const oddNumbers = [0, -0, -1, 0.5, 1e21, 1e308, 5e-324, 2 ** 53, 5_000_000_001, 1_767_268_800_000] as const
const oddTexts = [
  '',
  '\0',
  '\ufeff',
  '\u202e',
  '\ud800',
  '🐙'.repeat(50),
  'é\u0301',
  '../../etc/passwd',
  '%2e%2e%2f',
  "'; drop table clients; --",
  '{"$ne":null}',
  '<script>',
  '\r\nset-cookie: a=b',
  '__proto__',
  'constructor',
  'default',
  'null',
  'NaN',
  '1e999'
] as const
const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'zone',
  'type',
  '',
  '$where'
] as const

function text(random: Random, longest: number): string {
  let made = ''
  for (let length = random.below(longest); length > 0; length--)
    made += String.fromCharCode(random.chance(0.8) ? 32 + random.below(95) : random.below(65_536))
  return made
}

function value(random: Random, depth = 0): unknown {
  switch (random.below(depth > 4 ? 6 : 9)) {
    case 0:
      return random.pick(oddNumbers)
    case 1:
      return random.pick(oddTexts)
    case 2:
      return random.pick([null, true, false])
    case 3:
      return sha1(String(random.below(50)))
    case 4:
      return text(random, 30)
    case 5:
      return random.below(2 ** 31) / 7
    case 6:
      return Array.from({ length: random.below(4) }, () => value(random, depth + 1))
    case 7:
      return random.chance(0.02) ? 'x'.repeat(random.below(80_000)) : text(random, 200)
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [
          random.chance(0.4) ? random.pick(oddKeys) : text(random, 8),
          value(random, depth + 1)
        ])
      )
  }
}

/** PKCS#8 of an Ed25519 key is these bytes and 32 of one's own. */
function keyPair(random: Random) {
  const own = Buffer.from(Array.from({ length: 32 }, () => random.below(256)))
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), own])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return { privateKey, clientId: ClientId.parse(spki.subarray(-32).toString('hex')) }
}

/** Bytes turned, cut, doubled or put in. */
function damaged(random: Random, original: string): string {
  let made = original
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(made.length + 1)
    const to = Math.min(made.length, at + random.below(20))
    made = random.pick([
      () => made.slice(0, at) + made.slice(to),
      () => made.slice(0, at) + made.slice(at, to) + made.slice(at),
      () => made.slice(0, at) + random.pick(oddTexts) + made.slice(at),
      () => made.slice(0, at) + String.fromCharCode(random.below(256)) + made.slice(at + 1),
      () => made.slice(0, at)
    ])()
  }
  return made
}

/** Prepares the stores: one file, one registered client without rights, nothing that anyone may write. */
export async function requestMaker(gateway: AttackGateway, seed: number): Promise<() => FuzzedRequest> {
  const random = randomness(seed)
  const hash = sha1('there')
  const place = contentKey(hash)
  await gateway.buckets.default.put(place, Buffer.from('there'))
  const first = keyPair(random)
  const clients = [first, keyPair(random), keyPair(random)] as const
  const [, , { clientId: known }] = clients
  const record = { clientId: known, ownerId: 'eve', timestampCreated: 1, label: '' }
  await gateway.registry.create({ kind: 'client', zone: 'default', id: known }, record)

  const payload = (): Payload & Record<string, unknown> => {
    const ofFile = { hashAlg: 'sha1', hash: random.chance(0.2) ? hash : sha1(String(random.below(50))) }
    const zone = random.pick(['default', 'lab', '', 'nobody.x'])
    return random.pick<Payload>([
      { type: 'findFile', ...ofFile, zone },
      { type: 'initiateFileUpload', ...ofFile, size: random.below(6_000_000_000), zone },
      { type: 'finalizeFileUpload', ...ofFile, size: 5, objectKey: `uploads/${place}/${'1'.repeat(32)}`, zone },
      { type: 'deleteFile', ...ofFile, zone },
      { type: 'getClientInfo', clientId: random.pick([first.clientId, 'ab'.repeat(32)]), zone },
      { type: 'getResourceInfo', resourceName: random.pick(['a', 'my lab/machine']), zone },
      { type: 'getZoneInfo', zoneName: random.pick(['default', 'lab', 'nobody.x']) }
    ])
  }
  const now = gateway.clock.now
  // Signing costs more than all else: signed once, then used again and again, whole and damaged.
  const presigned = Array.from({ length: 400 }, (_, at) => {
    const whole = { timestamp: now, ...payload() }
    return { payload: whole, ...signed(whole, clients[at % clients.length] ?? first) }
  })

  function changed(original: Record<string, unknown>): Record<string, unknown> {
    const made: Record<string, unknown> = { ...original }
    const names = Object.keys(made)
    const name = names[random.below(names.length)] ?? 'type'
    if (random.chance(0.25)) delete made[name]
    else if (random.chance(0.7)) made[name] = value(random)
    else Object.defineProperty(made, random.pick(oddKeys), { value: value(random), enumerable: true })
    return made
  }

  const envelope = (): Record<string, unknown> => {
    const kind = random.below(8)
    const presignedOne = presigned[random.below(presigned.length)] ?? {}
    if (kind < 2) return presignedOne
    if (kind === 2) return changed(presignedOne)
    const made = { timestamp: now + (random.chance(0.05) ? random.below(1e6) - 5e5 : 0), ...payload() }
    if (kind === 3) return { payload: made, githubUserId: value(random), githubAccessToken: value(random) }
    if (kind === 4) return { ...presignedOne, payload: changed(made) }
    return { payload: kind < 7 ? changed(made) : made }
  }

  const body = (): string | undefined => {
    const kind = random.below(12)
    if (kind === 0) return text(random, 300)
    if (kind === 1) return JSON.stringify(value(random))
    if (kind === 2) return JSON.stringify({ payload: value(random), [random.pick(oddKeys)]: value(random) })
    if (kind < 5) return damaged(random, JSON.stringify(envelope()))
    if (kind === 5 && random.chance(0.1)) return random.pick([undefined, '', '['.repeat(40_000), ' '.repeat(70_000)])
    return JSON.stringify(envelope())
  }

  const event = (): Partial<APIGatewayProxyEventV2> => {
    if (random.chance(0.7)) return {}
    const method = random.pick(['GET', 'PUT', 'HEAD', '', 'POST'])
    const { requestContext } = postEvent(undefined)
    return {
      isBase64Encoded: random.chance(0.3),
      headers: { [random.chance(0.5) ? 'Origin' : text(random, 8)]: text(random, 40), 'user-agent': text(random, 900) },
      requestContext: { ...requestContext, http: { ...requestContext.http, method, sourceIp: text(random, 20) } },
      ...(random.chance(0.3) ? { cookies: [text(random, 20)] } : {})
    }
  }

  return () => {
    const made = { body: body(), event: event() }
    const encoded = made.event.isBase64Encoded === true && made.body !== undefined && random.chance(0.8)
    // Of half of them as bytes that are no UTF-8 where they are not ASCII.
    const encoding = random.chance(0.5) ? 'utf8' : 'latin1'
    return encoded ? { ...made, body: Buffer.from(made.body ?? '', encoding).toString('base64') } : made
  }
}
