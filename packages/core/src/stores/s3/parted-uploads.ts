/** Uploads in parts on anything that speaks S3, and how stores differ about them. */
import { errors } from '../../errors.ts'
import {
  mostParts,
  type Part,
  type PartCopy,
  type PartedUploads,
  type StoredPart,
  type UnfinishedUpload
} from '../parted-uploads.ts'
import type { Page } from '../registry.ts'
import { needKey, S3Calls } from './calls.ts'
import { isNoSuchKey, isNotFound, isPreconditionFailed, type StoreFailure } from './failure.ts'

export class S3PartedUploads extends S3Calls implements PartedUploads {
  async beginParts(key: string): Promise<string | undefined> {
    needKey(key)
    const { beginParts } = await this.sdkCalls()
    const answer = await this.call(0, signal => beginParts(key, signal), notImplemented)
    return answer === 'not_served' ? undefined : answer.uploadId
  }

  /** The length is signed: the store refuses a body of any other. */
  async presignPart(key: string, uploadId: string, { number, size }: Part, seconds: number): Promise<string> {
    needKey(key)
    const headers = { 'content-length': String(size) }
    const query = { partNumber: String(number), uploadId, 'x-id': 'UploadPart' }
    return this.requests.presign({ method: 'PUT', key, headers, query, seconds, from: this.now() })
  }

  async listParts(key: string, uploadId: string): Promise<StoredPart[] | undefined> {
    needKey(key)
    const { listParts } = await this.sdkCalls()
    const parts: StoredPart[] = []
    for (let after = 0; ; ) {
      const page = await this.call(0, signal => listParts(key, uploadId, after, signal), noSuchUpload)
      if (page === 'no_such_upload') return undefined
      parts.push(...page.items)
      const last = page.items.at(-1)
      if (!page.more || last === undefined) return parts
      if (last.number <= after || last.number > mostParts)
        throw errors.storeUnavailable(`the bucket ${this.uri}`, new Error('a list of parts has no end'))
      after = last.number
    }
  }

  /** A completion whose answer was lost and that is tried again finds no upload: the caller looks for the object. */
  async completeParts(
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
    { ifAbsent = false }: { ifAbsent?: boolean } = {}
  ): Promise<'completed' | 'missing' | 'bad_parts' | 'exists'> {
    needKey(key)
    // A store that knows no condition would overwrite.
    if (ifAbsent && (await this.has(key))) return 'exists'
    const { completeParts } = await this.sdkCalls()
    const answer = await this.call(
      // Servers on files copy them all.
      parts.reduce((sum, { size }) => sum + size, 0),
      signal => completeParts(key, uploadId, parts, ifAbsent, signal),
      failure => {
        if (ifAbsent && isPreconditionFailed(failure)) return 'exists'
        return badParts.has(failure.name) ? 'bad_parts' : noSuchUpload(failure)
      }
    )
    if (answer === 'no_such_upload') return 'missing'
    return typeof answer === 'string' ? answer : 'completed'
  }

  async copyPart(
    from: string,
    to: string,
    uploadId: string,
    part: PartCopy
  ): Promise<'copied' | 'missing' | 'source_missing' | 'source_changed'> {
    needKey(from)
    needKey(to)
    const { copyPart } = await this.sdkCalls()
    const answer = await this.call(
      part.to - part.from,
      signal => copyPart(from, to, uploadId, part, signal),
      failure => {
        if (failure.name === 'NoSuchUpload') return 'missing'
        if (isNoSuchKey(failure)) return 'source_missing'
        return part.ifMatch !== undefined && isPreconditionFailed(failure) ? 'source_changed' : undefined
      }
    )
    return typeof answer === 'string' ? answer : 'copied'
  }

  async unfinishedUploads(prefix: string, after?: string): Promise<Page<UnfinishedUpload> | undefined> {
    const { unfinishedUploads } = await this.sdkCalls()
    const answer = await this.call(
      0,
      signal => unfinishedUploads(prefix, after, signal),
      failure => (failure.status === 400 ? 'not_served' : notImplemented(failure))
    )
    return answer === 'not_served' ? undefined : answer
  }

  async abortUpload(key: string, uploadId: string): Promise<void> {
    const { abortUpload } = await this.sdkCalls()
    await this.call(0, signal => abortUpload(key, uploadId, signal), noSuchUpload)
  }

  protected async has(key: string): Promise<boolean> {
    const answer = await this.call(
      0,
      signal => this.requests.sendForHeaders({ method: 'HEAD', key }, signal),
      failure => (isNotFound(failure) ? 'missing' : undefined)
    )
    return answer !== 'missing'
  }
}

/** How stores say that they know no such call. */
const notImplemented = ({ status }: StoreFailure): 'not_served' | undefined =>
  status === 405 || status === 501 ? 'not_served' : undefined

const noSuchUpload = ({ name }: StoreFailure): 'no_such_upload' | undefined =>
  name === 'NoSuchUpload' || name === 'NoSuchKey' ? 'no_such_upload' : undefined

const badParts: ReadonlySet<string> = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall'])
