/** The digests of an object that is read once; memory use does not depend on its size. */
import { createHash } from 'node:crypto'
import { errors } from '../errors.ts'
import type { ObjectStore } from '../stores/object-store.ts'

/** Hex. */
export interface ContentDigests {
  sha1: string
  sha256?: string
  /** It was made to collide under SHA-1. */
  collides: boolean
}

export async function hashContent(
  bucket: ObjectStore,
  { key, size }: { key: string; size: number },
  { wantSha256 }: { wantSha256: boolean }
): Promise<ContentDigests> {
  // Its program is made while it is loaded: a function that hashes nothing does without it.
  const { Sha1 } = await import('./sha1.ts')
  const sha1 = new Sha1()
  const sha256 = wantSha256 ? createHash('sha256') : undefined
  for await (const chunk of await contentOf(bucket, key, size)) {
    sha1.update(chunk)
    sha256?.update(chunk)
  }
  return { ...sha1.digest(), ...(sha256 && { sha256: sha256.digest('hex') }) }
}

/** From byte `from` on. */
export async function contentOf(
  bucket: ObjectStore,
  key: string,
  size: number,
  from = 0
): Promise<AsyncIterable<Uint8Array>> {
  const content = await bucket.read(key, size, from)
  if (content === undefined) throw errors.storeUnavailable(`an upload in ${bucket.uri}`, new Error('it disappeared'))
  return content
}
