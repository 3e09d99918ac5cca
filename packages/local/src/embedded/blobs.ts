/**
 * The bytes of objects, in files that never change: each is written elsewhere, brought to the disk and moved to its
 * place. A file is named after its SHA-1, so that contents can be found again without the database; the rest of the name
 * is random, so that nothing depends on a SHA-1 having one content.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { copyFile, type FileHandle, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BoundedCache } from '@kachery-gateway/core/bounded-cache.ts'
import { type Content, type Hash, writeDraft } from './draft.ts'
import { isMissing, namesToDisk, toDisk } from './on-disk.ts'
import { PartFiles } from './part-files.ts'

export interface Blob {
  /** `<sha1>.<8 hex digits>` */
  name: string
  /** bytes */
  size: number
  /** Hex. */
  sha1: string
}

const blobName = /^[0-9a-f]{40}\.[0-9a-f]{8}$/

export class Blobs {
  readonly #directory: string
  readonly #unfinished: string
  readonly parts: PartFiles
  /** Files that have their names and, for the moment, no object. */
  readonly #placing = new Set<string>()
  /** What of files was found while they were written. A file never changes. */
  readonly #collides = new BoundedCache<boolean>({ size: 1_000, now: Date.now, lifeOf: () => Number.POSITIVE_INFINITY })

  private constructor(directory: string, unfinished: string, parts: PartFiles) {
    this.#directory = directory
    this.#unfinished = unfinished
    this.parts = parts
  }

  /** Makes the folder where it is missing. What was being written when a process ended goes. */
  static async open(directory: string): Promise<Blobs> {
    const unfinished = join(directory, 'unfinished')
    await rm(unfinished, { recursive: true, force: true })
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    const parts = await PartFiles.open(join(directory, 'parts'), unfinished)
    await namesToDisk(directory)
    return new Blobs(directory, unfinished, parts)
  }

  /**
   * Writes exactly `size` bytes, and has `use` say in the database what they are; where it throws or gives false, they
   * are removed. Throws WrongLength where there are more or fewer. `hash`: one that also looks whether they collide.
   */
  async write(
    size: number,
    chunks: Content,
    use: (blob: Blob) => Promise<boolean>,
    hash?: Hash
  ): Promise<{ blob: Blob; used: boolean }> {
    const draft = join(this.#unfinished, randomUUID())
    try {
      const { sha1, collides } = await writeDraft(draft, size, chunks, hash)
      const blob = { name: newName(sha1), size, sha1 }
      if (collides !== undefined) this.#collides.set(blob.name, collides)
      const used = await this.#use(
        blob.name,
        path => rename(draft, path),
        () => use(blob)
      )
      return { blob, used }
    } catch (error) {
      // What has another name by now is no draft any more.
      await rm(draft, { force: true })
      throw error
    }
  }

  /** Whether the file was made to collide under SHA-1; undefined: nobody looked since this process began. */
  collides(name: string): boolean | undefined {
    return this.#collides.peek(name)
  }

  /**
   * Gives a file that is on the disk another name, which begins with `digest` (hex of a SHA-1), and has `use` say in the
   * database what it is; where it throws or gives false, the name is removed. The file keeps the name that it has.
   */
  adopt(path: string, digest: string, use: (name: string) => Promise<boolean>): Promise<boolean> {
    const name = newName(digest)
    return this.#use(
      name,
      to => this.#alsoAt(path, to),
      () => use(name)
    )
  }

  /** The same of a file of an object. */
  rename(name: string, digest: string, use: (name: string) => Promise<boolean>): Promise<boolean> {
    return this.adopt(this.#pathOf(name), digest, use)
  }

  /** undefined: it is not there any more. Whoever opens it closes it. */
  async open(name: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.#pathOf(name), 'r')
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  remove(name: string): Promise<void> {
    return rm(this.#pathOf(name), { force: true })
  }

  /** Removes what no object is made of: a process ended between a file and its object. */
  async sweep(isUsed: (name: string) => boolean): Promise<void> {
    for (const folder of await readdir(this.#directory)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const name of await readdir(join(this.#directory, folder))) {
        if (blobName.test(name) && !this.#placing.has(name) && !isUsed(name)) await this.remove(name)
      }
    }
  }

  async #use(name: string, put: (path: string) => Promise<void>, use: () => Promise<boolean>): Promise<boolean> {
    let used = false
    this.#placing.add(name)
    try {
      await this.#place(name, put)
      await namesToDisk(this.#folderOf(name))
      used = await use()
      return used
    } finally {
      if (!used) await rm(this.#pathOf(name), { force: true })
      this.#placing.delete(name)
    }
  }

  /** Its folder is there from the first file on that lies in it: 256 of them would be half of a first start. */
  async #place(name: string, put: (path: string) => Promise<void>): Promise<void> {
    try {
      await put(this.#pathOf(name))
    } catch (error) {
      if (!isMissing(error)) throw error
      await mkdir(this.#folderOf(name), { recursive: true, mode: 0o700 })
      await namesToDisk(this.#directory)
      await put(this.#pathOf(name))
    }
  }

  /** A second name; where the file system has none, a copy. */
  async #alsoAt(from: string, to: string): Promise<void> {
    try {
      await link(from, to)
    } catch (error) {
      if (isMissing(error)) throw error
      const draft = join(this.#unfinished, randomUUID())
      try {
        await copyFile(from, draft)
        await toDisk(draft)
        await rename(draft, to)
      } finally {
        await rm(draft, { force: true })
      }
    }
  }

  #folderOf(name: string): string {
    return join(this.#directory, name.slice(0, 2))
  }

  #pathOf(name: string): string {
    if (!blobName.test(name)) throw new Error(`${name} is not the name of a file of ours`)
    return join(this.#folderOf(name), name)
  }
}

const newName = (digest: string) => `${digest}.${randomBytes(4).toString('hex')}`
