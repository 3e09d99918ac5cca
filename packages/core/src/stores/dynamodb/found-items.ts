/**
 * Found files in the table: an item for each zone and hash, which is an entry or the mark that deleteFile leaves, and whose
 * every write is conditional on what it means at that moment. Reads are consistent: what deleteFile has forgotten is found
 * by nobody.
 */
import * as z from 'zod'
import type { FoundFiles } from '../found-files.ts'
import { conditionFailed } from './call.ts'
import { type Item, isRefusal } from './client.ts'
import type { EphemeralCalls } from './ephemeral-calls.ts'
import { foundKey } from './ephemeral-table.ts'

const Place = z.object({ size: z.number().nonnegative(), bucketUri: z.string(), objectKey: z.string() })

export function foundItems({ client, table, usual }: EphemeralCalls): FoundFiles {
  /** Does nothing where the condition does not hold. */
  const put = (method: string, item: Item, condition: string, time: number) =>
    usual(method, async call => {
      const input = {
        TableName: table,
        Item: item,
        ConditionExpression: `attribute_not_exists(pk) OR ${condition}`,
        ExpressionAttributeValues: { ':time': { N: String(time) } },
        ReturnConsumedCapacity: 'TOTAL'
      } as const
      try {
        await call.ask(signal => client.ask('PutItem', input, signal))
      } catch (error) {
        if (!isRefusal(error, conditionFailed)) throw error
      }
    })

  return {
    findFound: (zone, hash, now) =>
      usual('findFound', async call => {
        const input = {
          TableName: table,
          Key: foundKey(zone, hash),
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL'
        } as const
        const { Item } = await call.ask(signal => client.ask('GetItem', input, signal))
        const place = Item?.place?.S
        if (place === undefined || Number(Item?.validUntil?.N) <= now) return undefined
        return { zone, hash, ...Place.parse(JSON.parse(place)) }
      }),

    rememberFound: ({ zone, hash, size, bucketUri, objectKey }, now, expiresAt) => {
      const place = { S: JSON.stringify({ size, bucketUri, objectKey }) }
      const item = { ...foundKey(zone, hash), place, ...lasting(expiresAt) }
      return put('rememberFound', item, 'validUntil <= :time', now)
    },

    // A mark that lasts longer stays.
    forgetFound: (zone, hash, blockedUntil) => {
      const mark = { ...foundKey(zone, hash), ...lasting(blockedUntil) }
      return put('forgetFound', mark, 'attribute_exists(place) OR validUntil <= :time', blockedUntil)
    },

    removeExpiredFound: async () => 0
  }
}

/** `validUntil`: ms, for us; `expiresAt`: s, when DynamoDB may take it away. */
const lasting = (until: number) => ({
  validUntil: { N: String(until) },
  expiresAt: { N: String(Math.ceil(until / 1000)) }
})
