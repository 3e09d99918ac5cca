/** Many items in as few calls as DynamoDB allows: 25 writes or 100 reads each, of which it may leave some undone. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Call } from './call.ts'
import type { DynamoDb, Item, WriteRequest } from './client.ts'
import type { TableKey } from './ephemeral-table.ts'

const writesAtOnce = 25
const readsAtOnce = 100
const callsAtOnce = 8
/** ms, doubled each time, until the call's own limit ends it */
const firstPause = 25
const longestPause = 1000

export interface Batches {
  client: DynamoDb
  table: string
}

/** All are done when it resolves. One key must not be written twice. */
export async function writeAll({ client, table }: Batches, call: Call, writes: readonly WriteRequest[]): Promise<void> {
  await inParts(writes, writesAtOnce, async part => {
    let left: WriteRequest[] = [...part]
    for (let pause = firstPause; left.length > 0; pause = await waited(call, pause)) {
      const input = { RequestItems: { [table]: left }, ReturnConsumedCapacity: 'TOTAL' } as const
      const answer = await call.ask(signal => client.ask('BatchWriteItem', input, signal))
      left = answer.UnprocessedItems?.[table] ?? []
      if (left.length === 0) return
    }
  })
}

/** Those that are there, in any order. */
export async function readAll(
  { client, table }: Batches,
  call: Call,
  keys: readonly TableKey[],
  projection?: string
): Promise<Item[]> {
  const found: Item[] = []
  await inParts(unique(keys), readsAtOnce, async part => {
    let left: Item[] = part.map(key => ({ ...key }))
    for (let pause = firstPause; left.length > 0; pause = await waited(call, pause)) {
      const wanted = { Keys: left, ConsistentRead: true, ...(projection && { ProjectionExpression: projection }) }
      const input = { RequestItems: { [table]: wanted }, ReturnConsumedCapacity: 'TOTAL' } as const
      const answer = await call.ask(signal => client.ask('BatchGetItem', input, signal))
      found.push(...(answer.Responses?.[table] ?? []))
      left = answer.UnprocessedKeys?.[table]?.Keys ?? []
      if (left.length === 0) return
    }
  })
  return found
}

export const unique = <K extends TableKey>(keys: readonly K[]): K[] => [
  ...new Map(keys.map(key => [`${key.pk.S} ${key.sk.S}`, key])).values()
]

async function inParts<T>(all: readonly T[], size: number, work: (part: readonly T[]) => Promise<void>): Promise<void> {
  const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
  const next = async (): Promise<void> => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) await work(part)
  }
  await Promise.all(Array.from({ length: Math.min(callsAtOnce, parts.length) }, next))
}

async function waited(call: Call, pause: number): Promise<number> {
  await sleep(Math.min(pause * (0.5 + Math.random() / 2), Math.max(0, call.timeLeft)))
  return Math.min(pause * 2, longestPause)
}
