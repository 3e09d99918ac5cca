/** The registry's two listings: a zone's records from the table itself, an owner's from its index. Never a scan. */
import { errors } from '../../errors.ts'
import type { Page, RecordKind, Registry } from '../registry.ts'
import { type Call, unavailable } from './call.ts'
import type { DynamoDb, Item } from './client.ts'
import { itemKey, ownedBy, partitionOf, type StoredRecord, sortKeyOf } from './item.ts'
import { foreignToken, pageToken, readPageToken } from './page-token.ts'
import { registryTable } from './table.ts'

export type ListScope = Parameters<Registry['list']>[0]
export type OwnerScope = Parameters<Registry['listByOwner']>[0]
export type PageRequest = Parameters<Registry['list']>[1]
type ListedPage = Awaited<ReturnType<Registry['list']>>

/** What is asked; further fields as DynamoDB names them. */
interface Query {
  [field: string]: unknown
  ExclusiveStartKey?: Item
  Limit?: number
}

const maxLimit = 1000
/** ms; a call that has something to show after this time shows it, and the rest on a further page. */
const patience = 2000

export class Listing {
  readonly #client: DynamoDb
  readonly #table: string
  readonly #read: (kind: RecordKind, item: Item) => StoredRecord

  constructor(client: DynamoDb, table: string, read: (kind: RecordKind, item: Item) => StoredRecord) {
    this.#client = client
    this.#table = table
    this.#read = read
  }

  async ofZone(call: Call, scope: ListScope, page: PageRequest): Promise<ListedPage> {
    const { kind, zone, idPrefix = '' } = scope
    const after = page.after === undefined ? undefined : readPageToken(page.after)
    if (after && (after.zone !== zone || !after.id.startsWith(idPrefix))) throw foreignToken()
    const partition = partitionOf(kind, zone)
    return this.#page(call, kind, page, {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :partition AND begins_with(sk, :prefix)',
      FilterExpression: 'entryState = :present',
      ExpressionAttributeValues: {
        ':partition': { S: partition },
        ':prefix': { S: sortKeyOf(idPrefix) },
        ':present': { S: 'present' }
      },
      ...(after && { ExclusiveStartKey: { pk: { S: partition }, sk: { S: sortKeyOf(after.id) } } })
    })
  }

  async ofOwner(call: Call, scope: OwnerScope, page: PageRequest): Promise<ListedPage> {
    const { kind, idPrefix = '' } = scope
    const owner = { S: ownedBy(kind, scope.owner) }
    const after = page.after === undefined ? undefined : readPageToken(page.after)
    if (after && !after.id.startsWith(idPrefix)) throw foreignToken()
    const afterKey =
      after && (after.zone === undefined ? { kind, id: after.id } : { kind, id: after.id, zone: after.zone })
    return this.#page(call, kind, page, {
      TableName: this.#table,
      IndexName: registryTable.byOwner.indexName,
      KeyConditionExpression: 'ownedBy = :owner AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':owner': owner, ':prefix': { S: sortKeyOf(idPrefix) } },
      ...(afterKey && { ExclusiveStartKey: { ...itemKey(afterKey), ownedBy: owner } })
    })
  }

  /**
   * One record more than is wanted tells whether there is a further page. Tombstones are passed over by the server,
   * which counts them all the same: after a first question of the page's size the next ones take what 1 MB holds.
   */
  async #page(call: Call, kind: RecordKind, page: PageRequest, query: Query): Promise<ListedPage> {
    const { limit } = page
    if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
      throw errors.badRequest(`limit must be a whole number from 1 to ${maxLimit}`)
    }
    const records: StoredRecord[] = []
    let from = query.ExclusiveStartKey
    let sizeOfQuestion: number | undefined = limit + 1
    do {
      const input: Query = { ...query, ReturnConsumedCapacity: 'TOTAL' }
      if (sizeOfQuestion !== undefined) input.Limit = sizeOfQuestion
      if (from !== undefined) input.ExclusiveStartKey = from
      const answer = await call.ask(signal => this.#client.ask('Query', input, signal))
      if (answer.Items === undefined) throw unavailable(new Error('the listing has no items'))
      records.push(...answer.Items.map(item => this.#read(kind, item)))
      from = answer.LastEvaluatedKey
      sizeOfQuestion = undefined
    } while (from !== undefined && records.length <= limit && (records.length === 0 || call.age < patience))
    return toPage(records, limit, from !== undefined)
  }
}

function toPage(records: StoredRecord[], limit: number, cutShort: boolean): ListedPage {
  const items = records.slice(0, limit).map(({ key, entry }) => ({ key, entry, place: pageToken(key) }))
  const page: Page<(typeof items)[number]> = { items }
  const last = items.at(-1)
  if (last !== undefined && (cutShort || records.length > limit)) page.next = last.place
  return page
}
