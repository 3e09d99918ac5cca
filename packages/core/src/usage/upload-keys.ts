/**
 * Which uploads were handed out and which were counted, for as long as they matter. A key of this gateway's counts at its
 * first finalize and only if it was handed out: whoever may upload could otherwise count for files that are there already
 * by inventing keys. Other gateways' keys count at their first finalize. Time here is that of the archives' names, so that
 * a recount forgets what a count forgot. Why: docs/decisions/0020.
 */
import { createHash } from 'node:crypto'
import { isSliceOver, nextSlice } from '../time-slice.ts'

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

/**
 * Of one zone, in that time. Beyond these, what is handed out or counted is not remembered (it may count for nothing, or
 * twice), and what waits counts for nothing.
 */
const most = { remembered: 1_000_000, waiting: 50_000 }
/** Characters of the digests of one time in one text: more of them go into another. */
const longestText = 131_072

/** Characters of a digest. */
const digestLength = 16

/**
 * As the checkpoint's state keeps them: there may be tens of thousands, and each run reads and writes them all. What
 * happened at each time, ascending: the digests of those handed out, and of those counted, one after the other.
 */
export interface KeptUploads {
  times: [time: number, offered: string, counted: string][]
  waiting: [digest: string, time: number, upload: Waiting][]
}
export const noUploads: KeptUploads = { times: [], waiting: [] }

const ours = /(^|\/)uploads\/sha1\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{40}\/[0-9a-f]{32}$/

export class UploadKeys {
  readonly #entries = new Map<string, { readonly time: number; readonly state: State }>()
  readonly #times: KeptUploads['times']
  /** What was known at the beginning, until somebody asks for it: most runs ask of few uploads, or of none. */
  #known: KeptUploads['times']
  /** Digests of those that wait, or once did. */
  readonly #waiting = new Set<string>()
  #now: number

  constructor({ times, waiting }: KeptUploads, now: number) {
    this.#times = times.map(([time, ofOffered, ofCounted]) => [time, ofOffered, ofCounted])
    this.#known = times
    for (const [digest, time, state] of waiting) {
      this.#entries.set(digest, { time, state })
      this.#waiting.add(digest)
    }
    this.#now = now
  }

  /** ms since the epoch */
  get now(): number {
    return this.#now
  }

  advance(time: number): void {
    this.#now = Math.max(this.#now, time)
  }

  /** To be awaited before `offer` and `finalize` of the key: what is known of before may be needed to answer them. */
  async prepare(objectKey: string | undefined, isOffer: boolean): Promise<void> {
    if (this.#known.length === 0 || objectKey === undefined) return
    // Of ours each that is offered is new, and was asked for before at most by a finalize that waits.
    if (!isOffer || !ours.test(objectKey)) await this.#loadKnown()
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
  kept(): KeptUploads {
    const waiting: KeptUploads['waiting'] = []
    for (const digest of this.#waiting) {
      const entry = this.#entries.get(digest)
      if (typeof entry?.state === 'object' && this.#isRemembered(entry.time))
        waiting.push([digest, entry.time, entry.state])
    }
    return { times: this.#times.filter(([time]) => this.#isRemembered(time)), waiting }
  }

  #state(digest: string): State | undefined {
    const entry = this.#entries.get(digest)
    return entry !== undefined && this.#isRemembered(entry.time) ? entry.state : undefined
  }

  /** The newest first, and what is there already stays. */
  async #loadKnown(): Promise<void> {
    const known = this.#known
    this.#known = []
    for (const [time, ofOffered, ofCounted] of known.toReversed()) {
      for (const [digests, state] of [
        [ofCounted, counted],
        [ofOffered, offered]
      ] as const) {
        const entry = { time, state }
        for (let at = 0; at < digests.length; at += digestLength) {
          const digest = digests.slice(at, at + digestLength)
          if (!this.#entries.has(digest)) this.#entries.set(digest, entry)
          if (isSliceOver()) await nextSlice()
        }
      }
    }
  }

  #set(digest: string, state: State): void {
    const isWaiting = typeof state === 'object'
    const isFull = isWaiting ? this.#waiting.size >= most.waiting : this.#entries.size >= most.remembered
    if (isFull && !this.#entries.has(digest)) return
    this.#entries.set(digest, { time: this.#now, state })
    if (isWaiting) {
      this.#waiting.add(digest)
      return
    }
    let last = this.#times.at(-1)
    if (last?.[0] !== this.#now || last[state].length > longestText) {
      last = [this.#now, '', '']
      this.#times.push(last)
    }
    last[state] += digest
  }

  #isRemembered(time: number): boolean {
    return time >= this.#now - rememberedFor
  }
}

/** 96 bits are enough to tell those of a few days apart. */
const digestOf = (objectKey: string) => createHash('sha1').update(objectKey).digest('base64url').slice(0, digestLength)
