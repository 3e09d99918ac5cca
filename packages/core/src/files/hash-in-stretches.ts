/**
 * The SHA-1 of an object of any size, which several workers may compute one after the other: the hash's state can be kept. By
 * WebAssembly, since Node's own can't tell its state (decision 0207).
 */
import type { IHasher } from 'hash-wasm'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import type { VerificationProgress } from './verification-record.ts'

/** What a worker works under: a lease that keeps how far it is. */
export interface Stretches {
  readonly progress: VerificationProgress | undefined
  readonly held: boolean
  keepProgress(progress: () => VerificationProgress): void
}

/** Hex. Throws where the lease is lost meanwhile. */
export async function sha1InStretches(
  bucket: ObjectStore,
  { key, etag, size }: { key: string; etag: string; size: number },
  stretches: Stretches
): Promise<string> {
  const before = stretches.progress?.etag === etag ? stretches.progress : undefined
  if (before?.sha1 !== undefined) return before.sha1
  const { createSHA1 } = await import('hash-wasm')
  const hash = goneOn(await createSHA1(), before)
  let bytes = before?.bytes ?? 0
  stretches.keepProgress(() => ({ etag, bytes, state: Buffer.from(hash.save()).toString('base64') }))
  if (bytes < size) {
    const content = await bucket.read(key, size, bytes)
    if (content === undefined) throw errors.storeUnavailable(`an upload in ${bucket.uri}`, new Error('it disappeared'))
    for await (const chunk of content) {
      if (!stretches.held) throw errors.storeUnavailable('the registry', new Error('the lease was let go'))
      hash.update(chunk)
      bytes += chunk.length
    }
  }
  const sha1 = hash.digest('hex')
  stretches.keepProgress(() => ({ etag, bytes, sha1 }))
  return sha1
}

function goneOn(hash: IHasher, before: VerificationProgress | undefined): IHasher {
  return before?.state === undefined ? hash.init() : hash.load(Buffer.from(before.state, 'base64'))
}
