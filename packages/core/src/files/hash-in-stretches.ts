/**
 * The SHA-1 and SHA-256 of an object of any size, which several workers may compute one after the other: the hashes' states can
 * be kept, since neither is Node's own (decisions 0207, 0222).
 */
import type { IHasher } from 'hash-wasm'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'
import { type ContentDigests, contentOf } from './hash-content.ts'
import type { VerificationProgress } from './verification-record.ts'

/** What a worker works under: a lease that keeps how far it is. */
export interface Stretches {
  readonly progress: VerificationProgress | undefined
  readonly held: boolean
  keepProgress(progress: () => VerificationProgress): void
}

/** Throws where the lease is lost meanwhile. */
export async function hashInStretches(
  bucket: ObjectStore,
  { key, etag, size }: { key: string; etag: string; size: number },
  stretches: Stretches
): Promise<Required<ContentDigests>> {
  const before = resumable(stretches.progress, etag)
  if (before?.sha1 !== undefined && before.sha256 !== undefined)
    return { sha1: before.sha1, sha256: before.sha256, collides: before.collides === true }
  const [{ createSHA256 }, { Sha1 }] = await Promise.all([import('hash-wasm'), import('./sha1.ts')])
  const sha1 = new Sha1(before?.sha1State === undefined ? undefined : Buffer.from(before.sha1State, 'base64'))
  const sha256 = resumed(await createSHA256(), before?.sha256State)
  let bytes = before?.bytes ?? 0
  stretches.keepProgress(() => ({ etag, bytes, sha1State: saved(sha1), sha256State: saved(sha256) }))
  if (bytes < size) {
    for await (const chunk of await contentOf(bucket, key, size, bytes)) {
      if (!stretches.held) throw errors.storeUnavailable('the registry', new Error('the lease was let go'))
      sha1.update(chunk)
      sha256.update(chunk)
      bytes += chunk.length
    }
  }
  const digests = { ...sha1.digest(), sha256: sha256.digest('hex') }
  stretches.keepProgress(() => ({ etag, bytes, ...digests }))
  return digests
}

/** What an earlier gateway hashed otherwise is hashed anew. */
function resumable(progress: VerificationProgress | undefined, etag: string): VerificationProgress | undefined {
  const isOurs = progress?.sha1State !== undefined || progress?.collides !== undefined
  return progress?.etag === etag && isOurs ? progress : undefined
}

const resumed = (hash: IHasher, state: string | undefined): IHasher =>
  state === undefined ? hash.init() : hash.load(Buffer.from(state, 'base64'))

const saved = (hash: { save(): Uint8Array }) => Buffer.from(hash.save()).toString('base64')
