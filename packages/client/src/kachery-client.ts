/**
 * A kachery client for tests of any gateway, over HTTP alone. It signs as the Python client does (Ed25519 over the 20
 * bytes of SHA-1 of the canonical JSON), and lets a test say any part of a request otherwise: time, signature, body.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { know } from '../../leak-check/src/watch.ts'
import { canonicalJson } from './canonical-json.ts'
import { acceptStrictly } from './strict-answers.ts'

export interface KacheryClientOptions {
  /** Absent: payloads name no zone, which means `default`. */
  zone?: string
  /** 32 bytes from which the key pair is made; absent: a new one. */
  seed?: Uint8Array
  /** ms since the epoch, for timestamps; the system's clock if absent. */
  now?: () => number
  /** ms that any one HTTP request may take; 30,000 if absent. */
  patience?: number
}

/** What a request says otherwise than an honest client would. */
export interface RequestOptions {
  /** No signature and no client id. */
  unsigned?: boolean
  /** ms since the epoch */
  timestamp?: number
  /** Put over the envelope after it was signed; `undefined` takes a field away. */
  envelope?: Record<string, unknown>
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  /** Of `x-error-code`. */
  code: string | undefined
  text: string
  /** The body as JSON where it is an object, else {}. */
  json: Record<string, unknown>
  headers: Headers
}

/** An answer that is not the success that was asked for. */
export class RefusedError extends Error {
  readonly answer: Answer

  constructor(what: string, answer: Answer) {
    super(`${what}: ${answer.status} ${answer.code ?? ''} ${answer.text.slice(0, 500)}`)
    this.answer = answer
  }
}

export const sha1 = (bytes: Uint8Array | string): string => createHash('sha1').update(bytes).digest('hex')

/** What is signed of a payload: 20 bytes. */
export const digestOf = (payload: unknown): Buffer => createHash('sha1').update(canonicalJson(payload)).digest()

/** 128 hex digits */
export const signatureOf = (payload: unknown, privateKey: KeyObject): string =>
  sign(null, digestOf(payload), privateKey).toString('hex')

export class KacheryClient {
  readonly gatewayUrl: string
  readonly zone: string | undefined
  /** 64 hex digits: the public key. */
  readonly clientId: string
  readonly #privateKey: KeyObject
  readonly #now: () => number
  readonly #patience: number

  constructor(gatewayUrl: string, { zone, seed, now = Date.now, patience = 30_000 }: KacheryClientOptions = {}) {
    this.gatewayUrl = gatewayUrl.replace(/\/+$/, '')
    this.zone = zone
    this.#privateKey = seed === undefined ? generateKeyPairSync('ed25519').privateKey : keyOf(seed)
    const { x = '', d = '' } = this.#privateKey.export({ format: 'jwk' })
    know('client private key', Buffer.from(d, 'base64url'))
    this.clientId = Buffer.from(x, 'base64url').toString('hex')
    this.#now = now
    this.#patience = patience
  }

  /** 128 hex digits */
  sign(payload: unknown): string {
    return signatureOf(payload, this.#privateKey)
  }

  /** The whole body of a request. */
  envelope(payload: Record<string, unknown>, options: RequestOptions = {}): Record<string, unknown> {
    const zone = this.zone === undefined ? {} : { zone: this.zone }
    const timed = { timestamp: options.timestamp ?? this.#now(), ...zone, ...payload }
    const identity = options.unsigned === true ? {} : { fromClientId: this.clientId, signature: this.sign(timed) }
    return { payload: timed, ...identity, ...options.envelope }
  }

  /** Whatever the gateway answers. */
  request(payload: Record<string, unknown>, options: RequestOptions = {}): Promise<Answer> {
    return this.post(JSON.stringify(this.envelope(payload, options)), options.headers)
  }

  /** Any body at all. */
  async post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.gatewayUrl}/api/gateway`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(this.#patience)
    })
    const text = await response.text()
    const code = response.headers.get('x-error-code') ?? undefined
    const json = objectIn(text)
    if (response.status === 200) acceptStrictly(json)
    return { status: response.status, code, text, json, headers: response.headers }
  }

  /** The answer of a request that succeeds; throws RefusedError where it does not. */
  async ask(payload: Record<string, unknown>, options: RequestOptions = {}): Promise<Record<string, unknown>> {
    const answer = await this.request(payload, options)
    if (answer.status !== 200) throw new RefusedError(String(payload.type), answer)
    return answer.json
  }

  initiate(bytes: Uint8Array, hash = sha1(bytes)): Promise<Record<string, unknown>> {
    return this.ask({ type: 'initiateFileUpload', hashAlg: 'sha1', hash, size: bytes.length })
  }

  /** PUTs as Python's requests does: a Content-Length and no header beside it that the store would look at. */
  put(signedUploadUrl: string, bytes: Uint8Array): Promise<Response> {
    const body = Uint8Array.from(bytes)
    return fetch(signedUploadUrl, { method: 'PUT', body, signal: AbortSignal.timeout(this.#patience) })
  }

  finalize(bytes: Uint8Array, objectKey: string, hash = sha1(bytes)): Promise<Record<string, unknown>> {
    return this.ask({ type: 'finalizeFileUpload', hashAlg: 'sha1', hash, size: bytes.length, objectKey })
  }

  /** Waits while the file is pending, for at most a minute. Throws RefusedError at the first step that fails. */
  async storeBytes(bytes: Uint8Array): Promise<{ uri: string; hash: string; alreadyExists: boolean }> {
    const hash = sha1(bytes)
    const uri = `sha1://${hash}`
    for (let tries = 0; tries < 120; tries++) {
      const { alreadyExists, alreadyPending, signedUploadUrl, objectKey } = await this.initiate(bytes, hash)
      if (alreadyExists === true) return { uri, hash, alreadyExists: true }
      if (alreadyPending === true) {
        await new Promise(resolve => setTimeout(resolve, 500))
        continue
      }
      const put = await this.put(String(signedUploadUrl), bytes)
      const text = await put.text()
      if (put.status !== 200) {
        const { status, headers } = put
        throw new RefusedError('PUT to the bucket', { status, code: undefined, text, json: {}, headers })
      }
      await this.finalize(bytes, String(objectKey), hash)
      return { uri, hash, alreadyExists: false }
    }
    throw new Error(`${uri} stays pending`)
  }

  /** The file's bytes, not compared with its hash; undefined: not found. `which`: a hash or `sha1://` URI. */
  async loadBytes(which: string, options: RequestOptions = {}): Promise<Uint8Array | undefined> {
    const hash = which.replace(/^sha1:\/\//, '').slice(0, 40)
    const { found, url } = await this.ask({ type: 'findFile', hashAlg: 'sha1', hash }, options)
    if (found !== true) return undefined
    const response = await fetch(String(url), { signal: AbortSignal.timeout(this.#patience) })
    if (response.status !== 200) throw new Error(`GET from the bucket: ${response.status} ${await response.text()}`)
    return new Uint8Array(await response.arrayBuffer())
  }

  /** The link that kachery-cloud-init prints for a person to open. */
  registrationLink(label = 'test computer'): string {
    const signature = this.sign({ type: 'addClient' })
    const zone = this.zone ?? 'default'
    return `${this.gatewayUrl}/registerClient/${this.clientId}?signature=${signature}&zone=${zone}&label=${encodeURIComponent(label)}`
  }
}

/** PKCS#8 of an Ed25519 key is these bytes and the seed. */
function keyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** The text as JSON where it is an object, else {}. */
export function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
