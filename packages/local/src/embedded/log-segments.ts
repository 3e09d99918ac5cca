/**
 * Log items in files of bounded size, one after the other: new ones go to the newest, and only the newest two are in
 * memory. Older ones are on the disk alone until they are read, one at a time, and removed; an emptied one is deleted.
 * An item is told apart by id from those in memory: one that is given again comes within seconds, and where so many
 * came between that its segment is closed, it is there twice.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredLogItem } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import { DocumentFile } from './document-file.ts'
import { documentId, inOrder, KeptDocument, keptDocument, storedItem } from './log-item-document.ts'
import { namesToDisk } from './on-disk.ts'

/** Items in a segment, and as many more as the last call brought. Each costs some 10 kB of memory while open. */
export const segmentSize = 2_000
const openSegments = 2

interface Segment {
  number: number
  file: DocumentFile<KeptDocument>
  /** Of documents, those under way too. */
  ids: Set<string>
}

export class LogSegments {
  readonly #directory: string
  readonly #order: () => number
  /** Numbers of segments that are not kept open, oldest first. */
  readonly #closed: number[]
  /** Oldest first; the last takes new items. */
  #open: [...Segment[], Segment]
  /** The closed one that was read last: who reads it will remove from it. */
  #reading: Segment | undefined
  #size: number
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(directory: string, closed: number[], open: [...Segment[], Segment], order: () => number) {
    this.#directory = directory
    this.#closed = closed
    this.#open = open
    this.#order = order
    this.#size = closed.length * segmentSize + open.reduce((sum, { ids }) => sum + ids.size, 0)
  }

  /** `now`: ms since the epoch */
  static async open(directory: string, now: () => number): Promise<LogSegments> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const numbers = await numbersIn(directory)
    const newest = await openSegment(directory, numbers.pop() ?? 1)
    const others: Segment[] = []
    for (const number of numbers.splice(1 - openSegments)) others.push(await openSegment(directory, number))
    const open: [...Segment[], Segment] = [...others, newest]
    const there = (await Promise.all(open.map(({ file }) => file.all()))).flat()
    return new LogSegments(directory, numbers, open, inOrder(there, now))
  }

  /** How many items there are; segments that were closed at the start are taken for full. */
  get size(): number {
    return this.#size
  }

  async add(items: readonly StoredLogItem[]): Promise<void> {
    const isNew = ({ id }: StoredLogItem) => !this.#open.some(({ ids }) => ids.has(documentId(id)))
    while (this.#newest.ids.size >= segmentSize && items.some(isNew)) await this.#inTurn(() => this.#begin())
    // From here to the inserts nothing is awaited, so that none is on its way to a segment that was closed meanwhile.
    const documents = Map.groupBy(items, ({ id }) => this.#segmentFor(documentId(id)))
    const inserts = [...documents].map(([{ file, ids }, some]) => {
      for (const { id } of some) ids.add(documentId(id))
      return file.insertNew(some.map(one => keptDocument(one, this.#order())))
    })
    for (const inserted of await Promise.all(inserts)) this.#size += inserted
  }

  /** In the order in which they came; `wanted` says which. In memory at once: the answer, and a segment. */
  oldest(limit: number, wanted: (item: StoredLogItem) => boolean = () => true): Promise<StoredLogItem[]> {
    return this.#inTurn(async () => {
      const found: StoredLogItem[] = []
      for (const number of this.#numbers()) {
        if (found.length >= limit) break
        const documents = await (await this.#segment(number)).file.all()
        documents.sort((a, b) => a.order - b.order)
        for (const document of documents) {
          if (found.length >= limit) break
          const item = storedItem(document)
          if (wanted(item)) found.push(item)
        }
      }
      return found
    })
  }

  /** Looks at each, one segment in memory at a time. */
  async lookThrough(look: (item: StoredLogItem) => unknown): Promise<void> {
    await this.oldest(Number.POSITIVE_INFINITY, item => {
      look(item)
      return false
    })
  }

  /** Removes what `oldest` gave: closed segments are looked through only as far as each holds some of it. */
  remove(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const unwanted = ids.map(documentId)
      let left = unwanted.length
      for (const number of this.#numbers()) {
        const segment = await this.#segment(number)
        for (const id of unwanted) segment.ids.delete(id)
        const removed = await segment.file.remove(unwanted)
        left -= removed
        this.#size -= removed
        if (segment !== this.#newest && (await segment.file.all()).length === 0) await this.#delete(segment)
        if (left <= 0) break
      }
    })
  }

  async close(): Promise<void> {
    await this.#queue
    await Promise.all(this.#open.map(({ file }) => file.close()))
    await this.#reading?.file.close()
  }

  get #newest(): Segment {
    return this.#open.at(-1) ?? this.#open[0]
  }

  #numbers(): number[] {
    return [...this.#closed, ...this.#open.map(({ number }) => number)]
  }

  #segmentFor(id: string): Segment {
    return this.#open.find(({ ids }) => ids.has(id)) ?? this.#newest
  }

  async #segment(number: number): Promise<Segment> {
    const known = this.#open.find(one => one.number === number)
    if (known !== undefined) return known
    if (this.#reading?.number !== number) {
      await this.#reading?.file.close()
      this.#reading = await openSegment(this.#directory, number)
    }
    return this.#reading
  }

  /** A new segment, where the newest is still full. */
  async #begin(): Promise<void> {
    if (this.#newest.ids.size < segmentSize) return
    const next = await openSegment(this.#directory, this.#newest.number + 1)
    const open = [...this.#open]
    const left = open.splice(0, open.length + 1 - openSegments)
    this.#open = [...open, next]
    for (const { number, file } of left) {
      this.#closed.push(number)
      await file.close()
    }
  }

  async #delete(segment: Segment): Promise<void> {
    const { number, file } = segment
    const [newest, others] = [this.#newest, this.#open.slice(0, -1)]
    this.#open = [...others.filter(one => one !== segment), newest]
    if (this.#closed.includes(number)) this.#closed.splice(this.#closed.indexOf(number), 1)
    if (this.#reading === segment) this.#reading = undefined
    await file.close()
    await rm(join(this.#directory, nameOf(number)), { force: true })
  }

  /** One at a time: a segment is in one place only. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

const nameOf = (number: number) => `${String(number).padStart(10, '0')}.nedb`

/** Ascending. */
async function numbersIn(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names.flatMap(name => (/^\d{10}\.nedb$/.test(name) ? [Number.parseInt(name, 10)] : [])).sort((a, b) => a - b)
}

async function openSegment(directory: string, number: number): Promise<Segment> {
  const file = await DocumentFile.open(directory, nameOf(number), KeptDocument)
  await namesToDisk(directory, directory)
  return { number, file, ids: new Set((await file.all()).map(one => one._id)) }
}
