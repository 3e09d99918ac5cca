/**
 * The bytes of uploads in parts: one file of each upload, in which every part has its place, so that nothing is copied when
 * it becomes an object. A part that is there, or that somebody else is sending, is written elsewhere first: it takes its
 * place once it is whole. Nobody writes into a file while it is `exclusive`, nor after what was done then.
 */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Content, hashedInto, writeDraft } from './draft.ts'
import { isMissing, namesToDisk } from './on-disk.ts'

export interface PartPlace {
  number: number
  /** bytes: where it begins in the file. */
  from: number
  size: number
}

/** What the database says of a part. */
export interface PartRecord {
  sha1(): string | undefined
  forget(): Promise<void>
  /** False: there is no such upload any more, or `isStill` is false by then. */
  keep(sha1: string, isStill: () => boolean): Promise<boolean>
}

/** Somebody who writes a part into its place. */
interface Writer {
  stopped: boolean
  /** Its last write, which nobody can stop. */
  writing: Promise<unknown>
}

export class PartFiles {
  readonly #directory: string
  readonly #drafts: string
  /** By upload and part. */
  readonly #writers = new Map<string, Map<number, Writer>>()
  /** Of uploads that somebody has for themselves: when they are done. */
  readonly #exclusive = new Map<string, Promise<unknown>>()

  private constructor(directory: string, drafts: string) {
    this.#directory = directory
    this.#drafts = drafts
  }

  /** Makes the folder where it is missing. `drafts`: another, on the same disk, that is emptied at each start. */
  static async open(directory: string, drafts: string): Promise<PartFiles> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    return new PartFiles(directory, drafts)
  }

  async begin(upload: string): Promise<void> {
    const file = await open(this.#pathOf(upload), 'wx', 0o600)
    await file.close()
    await namesToDisk(this.#directory)
  }

  /** Gives its SHA-1; undefined: there is no such upload any more. Throws WrongLength. */
  async write(upload: string, part: PartPlace, content: Content, record: PartRecord): Promise<string | undefined> {
    if (record.sha1() === undefined && this.#isFree(upload, part.number))
      return this.#inPlace(upload, part, content, record)
    const draft = join(this.#drafts, randomUUID())
    try {
      const { sha1 } = await writeDraft(draft, part.size, content)
      do {
        await this.#exclusive.get(upload)?.catch(() => undefined)
        if (record.sha1() === sha1) return sha1
        await this.#stop(upload, part.number)
        await record.forget()
      } while (!this.#isFree(upload, part.number))
      return await this.#inPlace(upload, part, createReadStream(draft), record)
    } finally {
      await rm(draft, { force: true })
    }
  }

  /** Those who write a part now are stopped; what they sent is not there. */
  exclusive<T>(upload: string, work: (path: string) => Promise<T>): Promise<T> {
    const before = this.#exclusive.get(upload)?.catch(() => undefined)
    const done = (async () => {
      await before
      await Promise.all([...this.#writersOf(upload).keys()].map(number => this.#stop(upload, number)))
      return work(this.#pathOf(upload))
    })()
    this.#exclusive.set(upload, done)
    const leave = () => {
      if (this.#exclusive.get(upload) === done) this.#exclusive.delete(upload)
    }
    void done.then(leave, leave)
    return done
  }

  /** Inside `exclusive`, or where no upload has it. */
  remove(upload: string): Promise<void> {
    return rm(this.#pathOf(upload), { force: true })
  }

  /** Removes files of uploads that are not open: a process ended between the two. */
  async sweep(isOpen: (upload: string) => boolean): Promise<void> {
    for (const upload of await readdir(this.#directory)) if (!isOpen(upload)) await this.remove(upload)
  }

  async #inPlace(upload: string, part: PartPlace, content: Content, record: PartRecord): Promise<string | undefined> {
    const writers = this.#writersOf(upload)
    const writer: Writer = { stopped: false, writing: Promise.resolve() }
    writers.set(part.number, writer)
    this.#writers.set(upload, writers)
    try {
      const file = await openedFor(this.#pathOf(upload))
      if (file === undefined) return undefined
      try {
        const write = (chunk: Uint8Array, at: number) => writeAt(file, part.from + at, chunk, writer)
        const { sha1 } = await hashedInto(content, part.size, write)
        await file.datasync()
        if (writer.stopped) throw new Stopped()
        return (await record.keep(sha1, () => !writer.stopped)) ? sha1 : undefined
      } finally {
        await file.close()
      }
    } finally {
      if (writers.get(part.number) === writer) writers.delete(part.number)
      if (writers.size === 0 && this.#writers.get(upload) === writers) this.#writers.delete(upload)
    }
  }

  /** Who begins to write in the same turn has it. */
  #isFree(upload: string, number: number): boolean {
    return !this.#exclusive.has(upload) && !this.#writersOf(upload).has(number)
  }

  async #stop(upload: string, number: number): Promise<void> {
    const writer = this.#writersOf(upload).get(number)
    if (writer === undefined) return
    writer.stopped = true
    await writer.writing.catch(() => undefined)
    // It may wait for its client for long; its place is free.
    const writers = this.#writersOf(upload)
    if (writers.get(number) === writer) writers.delete(number)
  }

  #writersOf(upload: string): Map<number, Writer> {
    return this.#writers.get(upload) ?? new Map()
  }

  #pathOf(upload: string): string {
    if (!/^[0-9a-f-]{36}$/.test(upload)) throw new Error(`${upload} is not the name of an upload of ours`)
    return join(this.#directory, upload)
  }
}

/** Somebody else sent the same part whole, or the upload was completed or aborted meanwhile. */
export class Stopped extends Error {}

/** undefined: there is none. */
async function openedFor(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether it may is looked at before each write. */
async function writeAt(file: FileHandle, at: number, chunk: Uint8Array, writer: Writer): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    if (writer.stopped) throw new Stopped()
    const writing = file.write(chunk, done, chunk.length - done, at + done)
    writer.writing = writing
    done += (await writing).bytesWritten
  }
}
