/**
 * The bytes of objects, in files that never change: each is written elsewhere, brought to the disk and moved to its
 * place. A file is named after its SHA-1, so that contents can be found again without the database; the rest of the name
 * is random, so that nothing depends on a SHA-1 having one content.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, namesToDisk } from './on-disk.ts'

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
  /** Files that have their names and, for the moment, no object. */
  readonly #placing = new Set<string>()

  private constructor(directory: string) {
    this.#directory = directory
    this.#unfinished = join(directory, 'unfinished')
  }

  /** Makes the folder where it is missing. What was being written when a process ended goes. */
  static async open(directory: string): Promise<Blobs> {
    const blobs = new Blobs(directory)
    await rm(blobs.#unfinished, { recursive: true, force: true })
    await mkdir(blobs.#unfinished, { recursive: true, mode: 0o700 })
    await namesToDisk(directory)
    return blobs
  }

  /**
   * Writes exactly `size` bytes, and has `use` say in the database what they are; where it throws or gives false, they
   * are removed. Throws WrongLength where there are more or fewer.
   */
  async write(
    size: number,
    chunks: AsyncIterable<Uint8Array>,
    use: (blob: Blob) => Promise<boolean>
  ): Promise<{ blob: Blob; used: boolean }> {
    const draft = join(this.#unfinished, randomUUID())
    let name: string | undefined
    let used = false
    try {
      const sha1 = await writeDraft(draft, size, chunks)
      const blob = { name: `${sha1}.${randomBytes(4).toString('hex')}`, size, sha1 }
      name = blob.name
      this.#placing.add(name)
      await this.#place(draft, name)
      await namesToDisk(this.#folderOf(name))
      used = await use(blob)
      return { blob, used }
    } finally {
      if (!used)
        for (const path of [draft, ...(name === undefined ? [] : [this.#pathOf(name)])]) await rm(path, { force: true })
      if (name !== undefined) this.#placing.delete(name)
    }
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

  /** Its folder is there from the first file on that lies in it: 256 of them would be half of a first start. */
  async #place(draft: string, name: string): Promise<void> {
    try {
      await rename(draft, this.#pathOf(name))
    } catch (error) {
      if (!isMissing(error)) throw error
      await mkdir(this.#folderOf(name), { recursive: true, mode: 0o700 })
      await namesToDisk(this.#directory)
      await rename(draft, this.#pathOf(name))
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

/** The bytes that came are not as many as were announced. */
export class WrongLength extends Error {}

/** Gives the SHA-1 of what it wrote, hex. */
async function writeDraft(path: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha1')
  const file = await open(path, 'wx', 0o600)
  try {
    let written = 0
    for await (const chunk of chunks) {
      written += chunk.length
      if (written > size) break
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    if (written !== size) throw new WrongLength(`${written} bytes came where ${size} were announced`)
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}
