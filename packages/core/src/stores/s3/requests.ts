/** Requests for one bucket's objects, signed. What isn't success is an S3Refusal with the code that the store gave. */

import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { defined } from '../../defined.ts'
import type { BucketCredentials, BucketPlace } from '../bucket-uri.ts'
import type { HttpConnections } from '../http-connections.ts'
import { type HttpAnswer, httpRequest } from '../http-request.ts'
import {
  presignedQuery,
  type SigningCredentials,
  type SigningScope,
  sha256Hex,
  signedHeaders,
  unsignedPayload
} from '../signature-v4.ts'
import { type BucketAddress, bucketAddress } from './address.ts'
import { refusalOf } from './failure.ts'

export interface S3Request {
  method: 'HEAD' | 'GET' | 'PUT' | 'DELETE'
  key: string
  /** Names in lower case. */
  headers?: Record<string, string>
  body?: Uint8Array | Readable
}

interface Presigned {
  method: 'GET' | 'HEAD' | 'PUT'
  key: string
  headers?: Record<string, string>
  query?: Record<string, string>
  /** How long the URL may live. */
  seconds: number
  /** ms since the epoch */
  from: number
}

export interface Opened {
  place: BucketPlace
  credentials: BucketCredentials
  connections: HttpConnections
  /** ms until a connection stands */
  connect: number
}

/** ms; a call takes less. */
export const leastLifeOfCalls = 60_000
/**
 * ms that the credentials of a URL still live when it is made. A download URL may be handed out for another minute and
 * then lives for half an hour.
 */
export const leastLifeOfUrls = 31 * 60_000

export class S3Requests {
  readonly #opened: Opened
  readonly #address: BucketAddress
  /**
   * Google decompresses what was stored with content-encoding gzip for whoever doesn't accept gzip, and then tells no size;
   * proxies compress for whoever does. Nothing here decodes, so what arrives is what is stored.
   */
  readonly #accepted: 'gzip' | 'identity'

  constructor(opened: Opened) {
    this.#opened = opened
    this.#address = bucketAddress(opened.place, opened.credentials)
    this.#accepted = opened.place.kind === 'gs' ? 'gzip' : 'identity'
  }

  /** Throws S3Refusal, or the system's errors. */
  async send({ method, key, headers = {}, body }: S3Request, signal: AbortSignal): Promise<HttpAnswer> {
    const { credentials, connections, connect } = this.#opened
    const { url } = this.#address
    const path = this.#address.pathOf(key)
    const current = 'current' in credentials ? await credentials.current(leastLifeOfCalls) : credentials
    const payload = body === undefined || body instanceof Uint8Array ? sha256Hex(body ?? '') : unsignedPayload
    const signed = signedHeaders({ method, host: url.host, path, headers }, payload, this.#scope(current, Date.now()))
    // Not signed: Google changes it before it looks at the signature.
    if (method === 'GET' || method === 'HEAD') signed['accept-encoding'] = this.#accepted
    const answer = await httpRequest(
      { method, address: url, path, headers: signed, ...defined({ body }) },
      connections,
      { connect, signal }
    )
    if (answer.status < 200 || answer.status > 299) throw await refusalOf(answer)
    return answer
  }

  /** Of an answer whose body says nothing. */
  async sendForHeaders(request: S3Request, signal: AbortSignal): Promise<IncomingHttpHeaders> {
    const { headers, body } = await this.send(request, signal)
    body.resume()
    return headers
  }

  /** A URL that lives as long as is wanted, or as the credentials do. Throws `store.unavailable` where they end too soon. */
  async presign(request: Presigned): Promise<string> {
    const { credentials } = this.#opened
    const { seconds, from } = request
    if (!('current' in credentials)) return this.#presigned(request, credentials, seconds)
    const current = await credentials.current(leastLifeOfUrls)
    return this.#presigned(request, current, Math.min(seconds, Math.floor((current.expiresAt - from) / 1000)))
  }

  #presigned({ method, key, headers, query, from }: Presigned, credentials: SigningCredentials, life: number): string {
    const { url } = this.#address
    const path = this.#address.pathOf(key)
    const signable = { method, host: url.host, path, ...(headers && { headers }), ...(query && { query }) }
    return `${url.origin}${path}?${presignedQuery(signable, life, this.#scope(credentials, from))}`
  }

  #scope(credentials: SigningCredentials, now: number): SigningScope {
    return { service: 's3', region: this.#opened.place.region, credentials, now }
  }
}
