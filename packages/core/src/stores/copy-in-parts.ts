/**
 * A copy inside a bucket of what is too large for one request: an upload in parts, whose parts the store copies itself. All
 * of one size but the last, as R2 wants it. Whoever keeps the upload's name goes on where somebody else stopped.
 */
import { errors } from '../errors.ts'
import type { CopyOptions, CopyResult } from './object-store.ts'
import { mostParts, type PartedUploads, type StoredPart } from './parted-uploads.ts'

type Store = PartedUploads & { readonly uri: string; head(key: string): Promise<{ etag: string } | undefined> }

type Options = Pick<CopyOptions, 'size' | 'ifAbsent' | 'ifMatch' | 'resume'> & {
  /** bytes; of another size where it would be too many parts. */
  partSize?: number
}

const usualPart = 1_000_000_000
const atOnce = 8

export async function copyInParts(store: Store, from: string, to: string, options: Options): Promise<CopyResult> {
  const length = Math.max(options.partSize ?? usualPart, Math.ceil(options.size / mostParts))
  const uploadId = await uploadOf(store, to, length, options)
  let copied: CopyResult | undefined
  try {
    copied = await copyParts(store, from, to, { uploadId, length }, options)
    return copied
  } finally {
    const isOver = copied === undefined ? options.resume === undefined : copied.outcome !== 'copied'
    if (isOver) await store.abortUpload(to, uploadId).catch(() => undefined)
  }
}

async function uploadOf(store: Store, to: string, length: number, { resume }: Options): Promise<string> {
  const known = resume?.uploadId
  if (known !== undefined && (await store.listParts(to, known)) !== undefined) return known
  const uploadId = await store.beginParts(to, length)
  if (uploadId === undefined) throw errors.storeUnavailable(store.uri, new Error('it takes no uploads in parts'))
  await resume?.begun(uploadId)
  return uploadId
}

async function copyParts(
  store: Store,
  from: string,
  to: string,
  { uploadId, length }: { uploadId: string; length: number },
  { size, ifAbsent = false, ifMatch, resume }: Options
): Promise<CopyResult> {
  const there = new Map((await store.listParts(to, uploadId))?.map(part => [part.number, part]))
  const all = Array.from({ length: Math.ceil(size / length) }, (_, at) => ({
    number: at + 1,
    from: at * length,
    to: Math.min(size, (at + 1) * length)
  }))
  const waiting = all.filter(part => there.get(part.number)?.size !== part.to - part.from)
  let count = all.length - waiting.length
  let obstacle: 'missing' | 'source_missing' | 'source_changed' | undefined
  const worker = async () => {
    for (let part = waiting.shift(); part !== undefined && obstacle === undefined; part = waiting.shift()) {
      const outcome = await store.copyPart(from, to, uploadId, {
        ...part,
        ...(ifMatch === undefined ? {} : { ifMatch })
      })
      if (outcome === 'copied') resume?.copied(++count)
      else obstacle = outcome
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  if (obstacle === 'source_missing' || obstacle === 'source_changed') return { outcome: obstacle }
  const parts: StoredPart[] = (await store.listParts(to, uploadId)) ?? []
  const completed = parts.length === 0 ? 'missing' : await store.completeParts(to, uploadId, parts, { ifAbsent })
  if (completed === 'exists') return { outcome: 'destination_exists' }
  const head = completed === 'completed' ? await store.head(to) : undefined
  if (head === undefined) throw errors.storeUnavailable(store.uri, new Error(`a copy in parts came to ${completed}`))
  return { outcome: 'copied', etag: head.etag }
}
