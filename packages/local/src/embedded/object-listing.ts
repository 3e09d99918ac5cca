/**
 * Listings of the embedded object store. s3rver walks the files of a bucket in an order that is not that of its keys,
 * so that a listing in pages could pass objects over; and it reads the checksum of each.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type S3rver from '@20minutes/s3rver'
import { isMissing } from './on-disk.ts'

type FilesystemStore = S3rver['store']
type Listed = Awaited<ReturnType<FilesystemStore['listObjects']>>

const suffix = '._S3rver_object'

export function mendListing(store: FilesystemStore, bucketsDirectory: string): void {
  store.listObjects = async (bucket, { prefix = '', startAfter = '', maxKeys = 1000 }): Promise<Listed> => {
    const root = join(bucketsDirectory, bucket)
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    const keys: string[] = []
    for await (const key of keysBelow(root, folder)) {
      if (key.startsWith(prefix) && inOrder(key, startAfter) > 0) keys.push(key)
    }
    const page = keys.sort(inOrder).slice(0, maxKeys)
    const objects = await Promise.all(page.map(key => listed(store, bucket, key)))
    return { objects: objects.flat(), commonPrefixes: [], isTruncated: keys.length > maxKeys }
  }
}

/** By UTF-8 bytes, as S3 lists them. */
const inOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

async function* keysBelow(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(error => {
    if (isMissing(error)) return []
    throw error
  })
  for (const entry of entries) {
    if (entry.isDirectory()) yield* keysBelow(root, `${folder}${entry.name}/`)
    else if (entry.name.endsWith(suffix)) yield folder + entry.name.slice(0, -suffix.length)
  }
}

/** Empty where it went meanwhile. */
async function listed(store: FilesystemStore, bucket: string, key: string): Promise<Listed['objects']> {
  const path = store.getResourcePath(bucket, key, 'object')
  try {
    const { size, mtime } = await stat(path)
    const md5 = await readFile(`${path}.md5`, 'utf8').catch(() => '')
    return [{ key, size, lastModifiedDate: mtime, metadata: { etag: JSON.stringify(md5) } }]
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
