/** What lies in a range of sort keys of one partition, page by page: DynamoDB gives 1 MB at once at most. */
import { type Call, unavailable } from './call.ts'
import type { Answer, Item } from './client.ts'
import type { EphemeralCalls } from './ephemeral-calls.ts'

interface Range {
  partition: string
  /** Sort keys, both of them included. */
  from: string
  to: string
}

/** `atOnce`: items of a page. */
export async function* itemsIn(
  calls: EphemeralCalls,
  call: Call,
  { newestFirst, atOnce, ...range }: Range & { newestFirst: boolean; atOnce: number }
): AsyncGenerator<Item> {
  for await (const { Items } of pages(calls, call, {
    ...within(range),
    ScanIndexForward: !newestFirst,
    Limit: atOnce
  })) {
    if (Items === undefined) throw unavailable(new Error('the listing has no items'))
    yield* Items
  }
}

export async function countIn(calls: EphemeralCalls, call: Call, range: Range): Promise<number> {
  let count = 0
  for await (const page of pages(calls, call, { ...within(range), Select: 'COUNT' })) count += page.Count ?? 0
  return count
}

/** The first whose sort key comes behind `after`. */
export async function nextIn(calls: EphemeralCalls, call: Call, partition: string, after: string) {
  const first = pages(calls, call, {
    KeyConditionExpression: 'pk = :partition AND sk > :after',
    ExpressionAttributeValues: { ':partition': { S: partition }, ':after': { S: after } },
    Limit: 1
  })
  for await (const { Items } of first) if (Items?.[0] !== undefined) return Items[0]
  return undefined
}

const within = ({ partition, from, to }: Range) => ({
  KeyConditionExpression: 'pk = :partition AND sk BETWEEN :from AND :to',
  ExpressionAttributeValues: { ':partition': { S: partition }, ':from': { S: from }, ':to': { S: to } }
})

async function* pages({ client, table }: EphemeralCalls, call: Call, query: object): AsyncGenerator<Answer> {
  let from: Item | undefined
  do {
    const common = { TableName: table, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }
    const input = { ...query, ...common, ...(from && { ExclusiveStartKey: from }) }
    const page = await call.ask(signal => client.ask('Query', input, signal))
    yield page
    from = page.LastEvaluatedKey
  } while (from !== undefined)
}
