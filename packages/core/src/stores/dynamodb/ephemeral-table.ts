/**
 * The ephemeral store's table: its keys, as plain data that whatever creates the table reads (the stack on AWS,
 * create-table.ts elsewhere), and how each thing in it is named. No index: what is listed is read in the order of its keys.
 *
 * | pk                         | sk                  | what                                                          |
 * |----------------------------|---------------------|---------------------------------------------------------------|
 * | `found/["zone","hash"]`    | `-`                 | a found file, or the mark that deleteFile leaves              |
 * | `log/0` to `log/7`         | `zone#time#id`      | a log item that waits; never expires, jobs remove it          |
 * | `archived/id`              | `-`                 | the mark of an archived log item                              |
 * | `quarantined`              | `id`                | a log item for a person to look at; never expires             |
 *
 * `expiresAt` (s) is for DynamoDB, which removes items up to days later: readers compare times themselves.
 */
import { createHash } from 'node:crypto'
import type { LogItemKey } from '../log-items.ts'

export const ephemeralTable = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'expiresAt' } as const

/**
 * A partition takes 1000 writes a second: eight take what a busy stage lets through, whatever zone it is for. Items stay in
 * the partition that their id named when they were written: to have another number, read both.
 */
const partitions = 8

export interface TableKey {
  pk: { S: string }
  sk: { S: string }
}

const only = '-'

export const foundKey = (zone: string, hash: string): TableKey => key(`found/${JSON.stringify([zone, hash])}`, only)
export const archivedKey = (id: string): TableKey => key(`archived/${part(id)}`, only)
export const quarantinedKey = (id: string): TableKey => key('quarantined', part(id))

export const logItemKey = ({ id, zone = '', requestTimestamp }: LogItemKey): TableKey =>
  key(partitionOf(id), `${part(zone)}#${timePart(requestTimestamp)}#${part(id)}`)

export const logPartitions = Array.from({ length: partitions }, (_, n) => `log/${n}`)

/** Any order will do in which ids are spread evenly. */
function partitionOf(id: string): string {
  let sum = 0
  for (let at = 0; at < id.length; at++) sum = (sum * 31 + id.charCodeAt(at)) % 65_521
  return `log/${sum % partitions}`
}

/** Sort keys of a zone's items: all of them, or those of requests until `upTo`, without those whose time is no number. */
export function rangeOf(zone: string, upTo?: number): { from: string; to: string } {
  const start = part(zone)
  // `$` comes behind `#`, and `0` behind the `-` of items without a time.
  return upTo === undefined
    ? { from: `${start}#`, to: `${start}$` }
    : { from: `${start}#0`, to: `${start}#${timePart(upTo)}$` }
}

/** What no sort key of this zone comes behind, and every one of the next zone does. */
export const behindZone = (sortKey: string) => `${sortKey.split('#', 1)[0]}$`

/** Undefined: its name is too odd for a key, and stands in the item alone. */
export function zoneOfSortKey(sortKey: string): string | undefined {
  const zone = sortKey.split('#', 1)[0] ?? ''
  return zone.startsWith('~') ? undefined : zone
}

const key = (pk: string, sk: string): TableKey => ({ pk: { S: pk }, sk: { S: sk } })

/** A name as it is, or, of one that is no usual name or too long, its hash. */
function part(name: string): string {
  if (/^[\w.:-]{1,100}$/.test(name)) return name
  return `~${createHash('sha256').update(JSON.stringify(name)).digest('hex')}`
}

/** 16 hex digits that sort as the numbers do: a double's bits, with the sign turned, and all of them in negative ones. */
function timePart(time: number | undefined): string {
  if (time === undefined) return '-'
  const bits = Buffer.alloc(8)
  // -0 is 0.
  bits.writeDoubleBE(time + 0)
  const value = bits.readBigUInt64BE()
  const sign = 1n << 63n
  const sorted = (value & sign) === 0n ? value | sign : ~value & ((sign - 1n) | sign)
  return sorted.toString(16).padStart(16, '0')
}
