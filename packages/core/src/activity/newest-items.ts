/** The newest of many log items that somebody looks for: as many as a page has room for, however many there are. */
import { createHash } from 'node:crypto'
import { type ActivityFilter, isWanted } from './activity-filter.ts'
import { type ActivityLine, lineOf } from './activity-line.ts'
import { compareOrders, type Order } from './activity-place.ts'

/** Beyond those that there is room for; items that are alike to the last letter stay together as far as this goes. */
const spare = 1_000

interface OrderedLine {
  order: Order
  line: ActivityLine
}

export class NewestItems {
  readonly #room: number
  readonly #wanted: ActivityFilter
  #lines: OrderedLine[] = []

  constructor(room: number, wanted: ActivityFilter) {
    this.#room = room
    this.#wanted = wanted
  }

  /** `raw`: as it lies in an archive, or will. */
  add(raw: unknown, isBehind: (order: Order) => boolean): void {
    const line = lineOf(raw)
    if (line === undefined || !isWanted(line, this.#wanted)) return
    const order = orderOf(line.time, raw)
    if (!isBehind(order)) return
    this.#lines.push({ order, line })
    if (this.#lines.length >= 2 * (this.#room + spare)) this.#sort()
  }

  /** The newest first. */
  list(): readonly OrderedLine[] {
    this.#sort()
    return this.#lines
  }

  #sort(): void {
    this.#lines.sort((a, b) => compareOrders(a.order, b.order)).splice(this.#room + spare)
  }
}

function orderOf(time: number, raw: unknown): Order {
  const digest = createHash('sha1').update(JSON.stringify(raw)).digest('hex').slice(0, 16)
  return [time, digest]
}
