/**
 * How the embedded object store treats its files, where s3rver would let a reader see an object that is half written,
 * let an upload that broke off stand, take a new object away with an emptied folder, or acknowledge what a power cut
 * would undo: a gateway deletes an upload as soon as its copy is acknowledged.
 */
import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type S3rver from '@20minutes/s3rver'
import { mendListing } from './object-listing.ts'
import { fileToDisk, isMissing, namesToDisk } from './on-disk.ts'

type FilesystemStore = S3rver['store']

/** `unfinished`: a folder on the same file system, where objects are until they are whole. */
export function mendObjectFiles(store: FilesystemStore, bucketsDirectory: string, unfinished: string): void {
  mendListing(store, bucketsDirectory)

  /** Makes a file elsewhere, then moves it to its place in one step. */
  async function whole<T>(place: string, make: (path: string) => Promise<T>): Promise<T> {
    const path = join(unfinished, randomUUID())
    try {
      const made = await make(path)
      await fileToDisk(path)
      await moveTo(path, place)
      return made
    } finally {
      await rm(path, { force: true })
    }
  }

  const namesOf = (place: string) => namesToDisk(dirname(place), bucketsDirectory)

  store.putContent = async (place, content) => {
    const made = await whole(place, async (path): Promise<[number, string]> => {
      const md5 = createHash('md5')
      let size = 0
      const source = content instanceof Readable ? content : Readable.from([content])
      await pipeline(
        source,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            md5.update(chunk)
            size += chunk.length
            yield chunk
          }
        },
        createWriteStream(path)
      )
      return [size, md5.digest('hex')]
    })
    await namesOf(place)
    return made
  }

  const putMetadata = store.putMetadata
  store.putMetadata = async (bucket, key, metadata, md5) => {
    const name = randomUUID()
    const aside = (resource: string) => join(unfinished, `${name}.${resource}`)
    // s3rver writes them in place, where a half-written one makes a good object unreadable.
    const elsewhere: FilesystemStore = Object.create(store, {
      getResourcePath: { value: (_bucket: string, _key: string, resource: string) => aside(resource) }
    })
    const place = (resource: string) => store.getResourcePath(bucket, key, resource)
    try {
      await putMetadata.call(elsewhere, bucket, key, metadata, md5)
      for (const resource of md5 === undefined ? ['metadata.json'] : ['object.md5', 'metadata.json']) {
        await fileToDisk(aside(resource))
        await moveTo(aside(resource), place(resource))
      }
      await namesOf(place('object'))
    } finally {
      for (const resource of ['object.md5', 'metadata.json']) await rm(aside(resource), { force: true })
    }
  }

  store.copyObject = async (fromBucket, fromKey, toBucket, toKey, replacementMetadata) => {
    // The object comes last: it is there from the moment that its file is.
    for (const resource of ['metadata.json', 'object.md5', 'object']) {
      const [from, to] = [
        store.getResourcePath(fromBucket, fromKey, resource),
        store.getResourcePath(toBucket, toKey, resource)
      ]
      if (from === to) continue
      await whole(to, path => copyFile(from, path, constants.COPYFILE_FICLONE)).catch(error => {
        if (resource === 'object' || !isMissing(error)) throw error
      })
    }
    await namesOf(store.getResourcePath(toBucket, toKey, 'object'))
    if (replacementMetadata) await store.putMetadata(toBucket, toKey, replacementMetadata)
    return store.getMetadata(toBucket, toKey)
  }

  store.deleteObject = async (bucket, key) => {
    const files = ['object', 'object.md5', 'metadata.json'].map(resource =>
      store.getResourcePath(bucket, key, resource)
    )
    for (const file of files) await rm(file, { force: true })
    const bucketDirectory = join(bucketsDirectory, bucket)
    for (let folder = dirname(files[0] ?? ''); folder.length > bucketDirectory.length; folder = dirname(folder)) {
      // rmdir takes empty folders only, in one step: an object that has just arrived keeps its own.
      if (
        !(await rmdir(folder).then(
          () => true,
          () => false
        ))
      )
        break
    }
  }

  const getObject = store.getObject.bind(store)
  store.getObject = async (bucket, key, range) => {
    const object = await getObject(bucket, key, range)
    // s3rver takes an end of 0 for none.
    if (range?.end !== 0 || !object?.range || object.size === 0) return object
    object.content.destroy()
    object.content = createReadStream(store.getResourcePath(bucket, key, 'object'), { start: 0, end: 0 })
    object.range = { start: 0, end: 0 }
    return object
  }
}

/** A folder may be taken away by a removal between the two steps. */
async function moveTo(path: string, place: string): Promise<void> {
  for (let attempts = 5; ; attempts--) {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    try {
      return await rename(path, place)
    } catch (error) {
      if (attempts === 0 || !isMissing(error)) throw error
    }
  }
}
