/** For tests: a gateway and a bucket in memory, to which uploads go; what fails, a test says. */
import { createHash } from 'node:crypto'
import { ApiError, apiClient } from '@kachery-gateway/core/api/client.ts'
import type { FileWork, WorkOptions } from '../src/uploads/file-work.ts'

interface Begun {
  zone: string
  sha1: string
  size: number
  partSize: number
  parts: Map<number, Uint8Array>
  state: 'open' | 'verifying' | 'stored' | 'failed' | 'ended'
}

export class FakeGateway {
  readonly uploads = new Map<string, Begun>()
  /** By SHA-1. */
  readonly stored = new Map<string, Uint8Array>()
  /** What was asked, and parts as they were sent. */
  readonly calls: string[] = []
  /** Statuses of the next PUTs, before they succeed. */
  readonly putStatuses: number[] = []
  /** Thrown by the next calls. */
  readonly refusals: ApiError[] = []
  /** bytes */
  partSize = 4
  /** On their way now, and the most that ever were. */
  underWay = { now: 0, most: 0 }

  /** Called with how many parts of an upload are there. */
  onPart: (count: number) => void = () => {}

  readonly api = apiClient({
    fetch: async (address, { method = 'GET', body = '{}' } = {}) => {
      const [, id = '', action = ''] = /^\/api\/uploads\/([^/]+)(.*)$/.exec(String(address)) ?? []
      const name = id === '' ? `${method} ${address}` : `${method} /api/uploads/{upload}${action}`
      this.calls.push(name)
      const refusal = this.refusals.shift()
      if (refusal !== undefined) throw refusal
      const answer = this.#answer(name, id, JSON.parse(String(body)))
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer)
    }
  })

  readonly files: FileWork = {
    sha1: async (file, { onBytes }) => {
      const bytes = new Uint8Array(await file.arrayBuffer())
      onBytes(bytes.length)
      this.calls.push('hash')
      return createHash('sha1').update(bytes).digest('hex')
    },
    put: (url, body, options) => this.#put(url, body, options)
  }

  #answer(name: string, id: string, body: Record<string, unknown>): unknown {
    if (name === 'POST /api/uploads') return this.#begin(body as Pick<Begun, 'zone' | 'sha1' | 'size'>)
    const upload = this.uploads.get(id)
    if (upload === undefined) throw new ApiError(404, 'upload.unknown', 'There is no such upload.', {})
    if (name.startsWith('DELETE')) {
      upload.state = 'ended'
      return undefined
    }
    if (name.endsWith('part-urls')) {
      const numbers = body.numbers as number[]
      const sizeOf = (number: number) => Math.min(upload.partSize, upload.size - (number - 1) * upload.partSize)
      return { urls: numbers.map(number => ({ number, size: sizeOf(number), url: `${id}/${number}` })) }
    }
    if (name.endsWith('complete')) this.#complete(upload)
    else if (upload.state === 'verifying') this.#verify(upload)
    return this.#shown(id, upload)
  }

  #begin({ zone, sha1, size }: Pick<Begun, 'zone' | 'sha1' | 'size'>) {
    if (this.stored.has(sha1)) return { state: 'stored', upload: null, previousFailure: null }
    const id = `upload-${this.uploads.size + 1}`
    const upload: Begun = { zone, sha1, size, partSize: this.partSize, parts: new Map(), state: 'open' }
    this.uploads.set(id, upload)
    return { state: 'open', upload: this.#shown(id, upload), previousFailure: null }
  }

  #shown(id: string, { parts, ...upload }: Begun) {
    const partCount = Math.ceil(upload.size / upload.partSize)
    const failure = { code: 'upload.wrong_content', message: 'The content doesn’t match its hash.' }
    return { ...upload, id, partCount, parts: [...parts.keys()], failure: upload.state === 'failed' ? failure : null }
  }

  #complete(upload: Begun): void {
    if (upload.parts.size * upload.partSize < upload.size)
      throw new ApiError(422, 'upload.parts_missing', 'Parts are missing.', {})
    if (upload.state === 'open') upload.state = 'verifying'
  }

  #verify(upload: Begun): void {
    const bytes = Buffer.concat([...upload.parts].toSorted(([a], [b]) => a - b).map(([, part]) => part))
    const isRight = createHash('sha1').update(bytes).digest('hex') === upload.sha1
    upload.state = isRight ? 'stored' : 'failed'
    if (isRight) this.stored.set(upload.sha1, bytes)
  }

  async #put(url: string, body: Blob, { signal, onBytes }: WorkOptions): Promise<number> {
    this.calls.push(`PUT ${url}`)
    this.underWay.now += 1
    this.underWay.most = Math.max(this.underWay.most, this.underWay.now)
    const bytes = new Uint8Array(await body.arrayBuffer())
    signal.throwIfAborted()
    this.underWay.now -= 1
    const status = this.putStatuses.shift() ?? 200
    if (status !== 200) return status
    onBytes(bytes.length)
    const [id = '', number = ''] = url.split('/')
    const parts = this.uploads.get(id)?.parts
    parts?.set(Number(number), bytes)
    this.onPart(parts?.size ?? 0)
    return 200
  }
}
