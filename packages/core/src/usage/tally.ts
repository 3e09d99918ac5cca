/**
 * What was counted: of each client who owns it, what its first item said of it and its totals; of the days, only what is
 * new since the last commit. Where an item lies (its archive) decides which owner is the last and which item the first, so
 * that the order in which archives come makes no difference.
 */
import { type ClientUsage, noUsage } from './client-usage.ts'
import type { CountedEvent } from './counted-event.ts'
import { unknownCaller } from './counted-event.ts'
import type { UploadKeys, Waiting } from './upload-keys.ts'

export interface HeaderInfo {
  userAgent: string
  ip?: string
  ipCity?: string
  ipCountry?: string
  ipCountryRegion?: string
  referer?: string
}

export interface TalliedClient {
  ownerId: string
  /** The archive that says so. */
  ownerAt: string
  headerInfo?: HeaderInfo
  firstAt?: string
  /** Absent: it is owned, and has done nothing. */
  total?: ClientUsage
}

/** A whole day of many clients; more of them are committed before counting goes on. */
export type Days = Map<string, Map<string, ClientUsage>>

/** Of one zone: clients, and characters of what is known of them. Who comes later counts as `unknown`. */
export const mostTallied = { clients: 100_000, characters: 60_000_000 }

export class Tally {
  readonly clients: Map<string, TalliedClient>
  readonly uploads: UploadKeys
  days: Days = new Map()
  /** Pairs of day and client in `days`. */
  pairs = 0
  /** Clients of committed days whose owner is another one now. */
  reowned = new Set<string>()
  /** Items that counted as `unknown` because there are too many clients. */
  beyond = 0
  #characters = 0
  #archive = ''

  constructor(uploads: UploadKeys) {
    this.clients = new Map()
    this.uploads = uploads
  }

  /** Of a run before this one. */
  know(client: string, known: TalliedClient): void {
    this.clients.set(client, known)
    this.#characters += JSON.stringify(known).length
  }

  /** `archive`: names that sort as archives are read. `time`: of its name, ms since the epoch. */
  begin(archive: string, time: number): void {
    this.#archive = archive
    this.uploads.advance(time)
  }

  ownerOf = (client: string): string => this.clients.get(client)?.ownerId ?? ''

  add(event: CountedEvent): void {
    switch (event.kind) {
      case 'owned':
        if (this.#hasRoomFor(event.client)) this.#own(event.client, event.owner)
        return
      case 'offered': {
        const waiting = this.uploads.offer(event.objectKey)
        if (waiting !== undefined) this.#upload(waiting)
        return
      }
      case 'uploaded': {
        const { date, size, objectKey, headers } = event
        const client = this.#saw(event.client, headers)
        if (objectKey === undefined || this.uploads.finalize(objectKey, { client, date, size }))
          this.#upload({ client, date, size })
        return
      }
      case 'downloaded': {
        const { date, size, fallback, headers } = event
        const client = this.#saw(event.client, headers)
        for (const usage of [this.#total(client), this.#daily(client, date)]) {
          usage[fallback ? 'fallbackDownloadCount' : 'downloadCount'] += 1
          usage[fallback ? 'fallbackDownloadSize' : 'downloadSize'] += size
        }
      }
    }
  }

  /** What is counted from here on is new. */
  committed(): void {
    this.days = new Map()
    this.pairs = 0
    this.reowned = new Set()
  }

  #upload({ client, date, size }: Waiting): void {
    for (const usage of [this.#total(client), this.#daily(client, date)]) {
      usage.uploadCount += 1
      usage.uploadSize += size
    }
  }

  #total(client: string): ClientUsage {
    const known = this.#client(client)
    known.total ??= noUsage()
    return known.total
  }

  #daily(client: string, date: string): ClientUsage {
    let day = this.days.get(date)
    if (day === undefined) {
      day = new Map()
      this.days.set(date, day)
    }
    const there = day.get(client)
    if (there !== undefined) return there
    const made = noUsage()
    day.set(client, made)
    this.pairs++
    return made
  }

  #own(client: string, owner: string): void {
    const known = this.#client(client)
    if (known.ownerAt > this.#archive) return
    known.ownerAt = this.#archive
    if (known.ownerId === owner) return
    known.ownerId = owner
    this.#characters += owner.length + this.#archive.length
    if (known.total !== undefined) this.reowned.add(client)
  }

  /** Gives the name under which the client counts. */
  #saw(name: string, headers: { [name: string]: unknown }): string {
    const client = this.#hasRoomFor(name) ? name : unknownCaller
    if (client !== name) this.beyond++
    const known = this.#client(client)
    if (known.firstAt === undefined || known.firstAt > this.#archive) {
      known.firstAt = this.#archive
      known.headerInfo = headerInfoOf(headers)
      this.#characters += JSON.stringify(known.headerInfo).length + this.#archive.length
    }
    return client
  }

  #hasRoomFor(client: string): boolean {
    if (client === unknownCaller || this.clients.has(client)) return true
    return this.clients.size < mostTallied.clients && this.#characters < mostTallied.characters
  }

  #client(client: string): TalliedClient {
    const known = this.clients.get(client)
    if (known !== undefined) return known
    const made: TalliedClient = { ownerId: ownerAtFirst(client), ownerAt: '' }
    this.clients.set(client, made)
    this.#characters += client.length + recordLength
    return made
  }
}

/** Characters of a client's record beside what is told of it. */
const recordLength = 300

/** A login owns what it does; a key's owner is told by the item that registered it. */
const ownerAtFirst = (client: string) => (client === unknownCaller || /^[0-9a-f]{64}$/.test(client) ? '' : client)

/** Longer ones are nobody's. */
const longestHeader = 500

function headerInfoOf(headers: { [name: string]: unknown }): HeaderInfo {
  const text = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value.slice(0, longestHeader) : undefined
  }
  const named = {
    ip: text('x-real-ip'),
    ipCity: text('x-vercel-ip-city'),
    ipCountry: text('x-vercel-ip-country'),
    ipCountryRegion: text('x-vercel-ip-country-region'),
    // What stands behind the question mark may be a token.
    referer: text('referer')?.split(/[?#]/, 1)[0]
  }
  const given = Object.entries(named).filter(([, value]) => value !== undefined)
  return { userAgent: text('user-agent') ?? '', ...Object.fromEntries(given) }
}
