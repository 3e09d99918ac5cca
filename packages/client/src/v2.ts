/** The second generation's requests, as its client makes them: no signature, a little work, a key where there is one. */
import { createHash, randomBytes } from 'node:crypto'
import { objectIn, sha1 } from './kachery-client.ts'
import { acceptStrictly } from './strict-answers.ts'

export interface SecondWireAnswer {
  status: number
  json: Record<string, unknown>
}

export class SecondWireClient {
  readonly #url: string
  readonly #zoneName: string
  readonly #apiKey: string | undefined

  constructor(url: string, zoneName: string, apiKey?: string) {
    this.#url = url
    this.#zoneName = zoneName
    this.#apiKey = apiKey
  }

  async ask(name: string, fields: Record<string, unknown>): Promise<SecondWireAnswer> {
    const response = await fetch(`${this.#url}/api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#apiKey === undefined ? {} : { authorization: `Bearer ${this.#apiKey}` })
      },
      body: JSON.stringify({ type: `${name}Request`, hashAlg: 'sha1', zoneName: this.#zoneName, ...fields }),
      signal: AbortSignal.timeout(30_000)
    })
    const text = await response.text()
    if (response.status !== 200) return { status: response.status, json: { text } }
    const json = objectIn(text)
    acceptStrictly(json)
    return { status: response.status, json }
  }

  initiate(bytes: Uint8Array): Promise<SecondWireAnswer> {
    const hash = sha1(bytes)
    return this.ask('initiateFileUpload', { hash, size: bytes.length, workToken: proofOfWorkFor(hash) })
  }

  /** Throws at the first step that fails. */
  async storeBytes(bytes: Uint8Array): Promise<string> {
    const hash = sha1(bytes)
    const { status, json } = await this.initiate(bytes)
    if (status !== 200) throw new Error(`initiateFileUpload: ${status} ${JSON.stringify(json)}`)
    const put = await fetch(String(json.signedUploadUrl), { method: 'PUT', body: Uint8Array.from(bytes) })
    if (put.status !== 200) throw new Error(`PUT to the bucket: ${put.status} ${await put.text()}`)
    const finalized = await this.ask('finalizeFileUpload', { hash, size: bytes.length, objectKey: json.objectKey })
    if (finalized.json.success !== true) throw new Error(`finalizeFileUpload: ${JSON.stringify(finalized)}`)
    return hash
  }

  /** undefined: not found. */
  async loadBytes(hash: string): Promise<Uint8Array | undefined> {
    const { status, json } = await this.ask('findFile', { hash })
    if (status !== 200) throw new Error(`findFile: ${status} ${JSON.stringify(json)}`)
    if (json.found !== true) return undefined
    return new Uint8Array(await (await fetch(String(json.url))).arrayBuffer())
  }
}

/** 16 hex digits, so that SHA-1 of hash and token begins with 13 zero bits. */
function proofOfWorkFor(hash: string): string {
  for (;;) {
    const token = randomBytes(8).toString('hex')
    const digest = createHash('sha1')
      .update(hash + token)
      .digest()
    if (digest.readUInt32BE(0) >>> 19 === 0) return token
  }
}
