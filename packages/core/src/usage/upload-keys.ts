/**
 * Which uploads were handed out and which were counted, for as long as they matter. A key of this gateway's counts at its
 * first finalize and only if it was handed out: whoever may upload could otherwise count for files that are there already
 * by inventing keys. Other gateways' keys count at their first finalize. Time here is that of the archives' names, so that
 * a recount forgets what a count forgot. Why: docs/decisions/0021.
 */
import { createHash } from 'node:crypto'

/** ms: an upload URL lives for an hour; what verifies a large file, or keeps log items aside, may take days. */
const rememberedFor = 3 * 24 * 3600_000

/** Finalized before it was handed out: the items may have come in another order. */
export interface Waiting {
  client: string
  date: string
  size: number
}

const offered = 1
const counted = 2
type State = typeof offered | typeof counted | Waiting

/** As the checkpoint's state keeps it. */
export type UploadEntry = [digest: string, time: number, state: State]

const ours = /(^|\/)uploads\/sha1\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{40}\/[0-9a-f]{32}$/

export class UploadKeys {
  readonly #entries: Map<string, { time: number; state: State }>
  #now: number

  constructor(entries: Iterable<UploadEntry>, now: number) {
    this.#entries = new Map(Array.from(entries, ([digest, time, state]) => [digest, { time, state }]))
    this.#now = now
  }

  /** ms since the epoch */
  get now(): number {
    return this.#now
  }

  advance(time: number): void {
    this.#now = Math.max(this.#now, time)
  }

  /** What is to be counted now, if a finalize came before. */
  offer(objectKey: string): Waiting | undefined {
    const digest = digestOf(objectKey)
    const state = this.#state(digest)
    if (typeof state === 'object') {
      this.#set(digest, counted)
      return state
    }
    if (state === undefined) this.#set(digest, offered)
    return undefined
  }

  /** Whether it is to be counted now. */
  finalize(objectKey: string, upload: Waiting): boolean {
    const digest = digestOf(objectKey)
    const state = this.#state(digest)
    if (state === undefined && ours.test(objectKey)) {
      this.#set(digest, upload)
      return false
    }
    if (state !== undefined && state !== offered) return false
    this.#set(digest, counted)
    return true
  }

  /** Without those that are forgotten by now. */
  *entries(): Generator<UploadEntry> {
    for (const [digest, { time, state }] of this.#entries) if (this.#isRemembered(time)) yield [digest, time, state]
  }

  #state(digest: string): State | undefined {
    const entry = this.#entries.get(digest)
    return entry !== undefined && this.#isRemembered(entry.time) ? entry.state : undefined
  }

  #set(digest: string, state: State): void {
    this.#entries.set(digest, { time: this.#now, state })
  }

  #isRemembered(time: number): boolean {
    return time >= this.#now - rememberedFor
  }
}

/** 96 bits are enough to tell those of a few days apart. */
const digestOf = (objectKey: string) => createHash('sha1').update(objectKey).digest('base64url').slice(0, 16)
