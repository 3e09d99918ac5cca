/**
 * Documents in one file, for a gateway in one process: nedb, which keeps all of them in memory and appends each change
 * to the file. Added to it: what was written is on the disk when the promise resolves; a line that was half written
 * when the process or the machine died is taken off (it was never acknowledged; nedb would refuse a small file for it);
 * after a failed write the file is written anew, so that no later line is appended to a torn one; and the file is
 * compacted once it holds more dead lines than live ones. No other process may use the file at the same time.
 */
import { open, readFile, truncate } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { z } from 'zod'

/** What we use of nedb, whose types describe a default export that it does not have. */
interface Nedb {
  loadDatabaseAsync(): Promise<void>
  compactDatafileAsync(): Promise<void>
  findOneAsync(query: { _id: string }): Promise<unknown>
  getAllData(): unknown[]
  insertAsync(documents: object[]): Promise<unknown>
  updateAsync(query: { _id: string }, document: object, options: { upsert: true }): Promise<unknown>
  removeAsync(query: object, options: { multi: true }): Promise<number>
}
interface NedbOptions {
  filename: string
  modes: { fileMode: number; dirMode: number }
}
const Datastore: new (options: NedbOptions) => Nedb = createRequire(import.meta.url)('@seald-io/nedb')

/** Lines in a file before compacting it is considered. */
const fewLines = 1000

export class DocumentFile<D extends { _id: string }> {
  readonly #path: string
  readonly #nedb: Nedb
  readonly #schema: z.ZodType<D>
  #queue: Promise<unknown> = Promise.resolve()
  #torn = false
  #linesToCompaction = fewLines
  /** Inserts whose turn has not come yet: they share one write, and one wait for the disk. */
  #gathering: { calls: (readonly D[])[]; counts: Promise<number[]> } | undefined

  private constructor(path: string, schema: z.ZodType<D>) {
    this.#path = path
    this.#schema = schema
    // What people requested is for the gateway's own user only.
    this.#nedb = new Datastore({ filename: path, modes: { fileMode: 0o600, dirMode: 0o700 } })
  }

  /** Documents that do not fit `schema` count as absent. */
  static async open<D extends { _id: string }>(
    directory: string,
    name: string,
    schema: z.ZodType<D>
  ): Promise<DocumentFile<D>> {
    const path = join(directory, name)
    await withoutTornLine(path)
    const file = new DocumentFile(path, schema)
    await file.#nedb.loadDatabaseAsync()
    file.#compacted()
    return file
  }

  get(id: string): Promise<D | undefined> {
    return this.#inTurn(() => this.#get(id))
  }

  /** In no order. */
  all(): Promise<D[]> {
    return this.#inTurn(async () =>
      this.#nedb.getAllData().flatMap(one => {
        const parsed = this.#schema.safeParse(one)
        return parsed.success ? [parsed.data] : []
      })
    )
  }

  /** Those whose `_id` is there already, or twice among them, are passed over. Gives how many were inserted. */
  async insertNew(documents: readonly D[]): Promise<number> {
    this.#gathering ??= this.#gather()
    const { calls, counts } = this.#gathering
    const place = calls.push(documents) - 1
    return (await counts)[place] ?? 0
  }

  /** Overwrites, but not a document of which `stays` is true: then gives 0. */
  put(document: D, stays: (there: D) => boolean): Promise<number> {
    return this.#write(async () => {
      const there = await this.#get(document._id)
      if (there !== undefined && stays(there)) return 0
      await this.#nedb.updateAsync({ _id: document._id }, document, { upsert: true })
      return 1
    })
  }

  /** Gives how many were there. */
  remove(ids: readonly string[]): Promise<number> {
    return this.#write(() => this.#nedb.removeAsync({ _id: { $in: ids } }, { multi: true }))
  }

  /** Removes documents whose number in `field` is at most `limit`. */
  removeUpTo(field: string & keyof D, limit: number): Promise<number> {
    return this.#write(() => this.#nedb.removeAsync({ [field]: { $lte: limit } }, { multi: true }))
  }

  /** When what was begun is done; nothing is to be asked of it afterwards. */
  async close(): Promise<void> {
    // A change may have a compaction follow it.
    for (let turn: unknown; turn !== this.#queue; await turn) turn = this.#queue
  }

  async #get(id: string): Promise<D | undefined> {
    return this.#schema.safeParse(await this.#nedb.findOneAsync({ _id: id })).data
  }

  #gather(): { calls: (readonly D[])[]; counts: Promise<number[]> } {
    const calls: (readonly D[])[] = []
    const counts: number[] = []
    const end = () => {
      if (this.#gathering?.calls === calls) this.#gathering = undefined
    }
    const written = this.#write(async () => {
      end()
      const absent = new Map<string, D>()
      for (const documents of calls) {
        const before = absent.size
        for (const one of documents) {
          if (!absent.has(one._id) && (await this.#nedb.findOneAsync({ _id: one._id })) === null)
            absent.set(one._id, one)
        }
        counts.push(absent.size - before)
      }
      if (absent.size > 0) await this.#nedb.insertAsync([...absent.values()])
      return absent.size
    })
    written.catch(end)
    return { calls, counts: written.then(() => counts) }
  }

  /** `change` says how many lines it appended. */
  #write(change: () => Promise<number>): Promise<number> {
    // What is inserted from now on comes after this change.
    this.#gathering = undefined
    return this.#inTurn(async () => {
      // nedb changed its memory before the write that failed: the file written anew has that change too.
      if (this.#torn) await this.#nedb.compactDatafileAsync()
      this.#torn = true
      const lines = await change()
      if (lines > 0) await this.#toDisk()
      this.#torn = false
      this.#linesToCompaction -= lines
      if (this.#linesToCompaction < 0) {
        this.#compacted()
        // Nobody waits for it; where it fails, the file as it was remains.
        void this.#inTurn(() => this.#nedb.compactDatafileAsync()).catch(() => undefined)
      }
      return lines
    })
  }

  async #toDisk(): Promise<void> {
    const file = await open(this.#path, 'r+')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
  }

  #compacted(): void {
    this.#linesToCompaction = Math.max(fewLines, this.#nedb.getAllData().length)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

async function withoutTornLine(path: string): Promise<void> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const whole = content.lastIndexOf('\n') + 1
  if (whole < content.length) await truncate(path, whole)
}
