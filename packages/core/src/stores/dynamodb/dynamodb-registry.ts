/**
 * The registry in DynamoDB, and in what answers like it (DynamoDB Local, dynalite). One item a record, item.ts says how;
 * every write is one conditional UpdateItem or DeleteItem, every listing a Query. Listings are in listing.ts.
 */
import { randomInt, randomUUID } from 'node:crypto'
import type { Logger } from '../../logger.ts'
import type { CreateOptions, JsonObject, RecordKey, RecordKind, Registry, RegistryEntry } from '../registry.ts'
import { Call, conditionFailed, unavailable } from './call.ts'
import { type Answer, DynamoDb, type DynamoDbOptions, type Item, isRefusal } from './client.ts'
import { itemKey, ownedBy, readItem, type StoredRecord, valueText } from './item.ts'
import { Listing, type ListScope, type OwnerScope, type PageRequest } from './listing.ts'

type DynamoDbRegistryOptions = DynamoDbOptions & { logger: Logger }

export function openDynamoDbRegistry(options: DynamoDbRegistryOptions): Registry & { close(): void } {
  return new DynamoDbRegistry(new DynamoDb(options), options.table, options.logger)
}

/** The winner comes with the refusal: one trip. dynalite leaves it out. */
const askWinner = { ReturnConsumedCapacity: 'TOTAL', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const

/**
 * A record's first version, at random: one that was erased and made anew does not meet an old holder's condition. Well
 * below 2^53, which no number of writes then reaches.
 */
const firstVersion = () => randomInt(1, 2 ** 47)

class DynamoDbRegistry implements Registry {
  readonly #client: DynamoDb
  readonly #table: string
  readonly #logger: Logger
  readonly #listing: Listing

  constructor(client: DynamoDb, table: string, logger: Logger) {
    this.#client = client
    this.#table = table
    this.#logger = logger
    this.#listing = new Listing(client, table, (kind, item) => this.#record(kind, item))
  }

  close(): void {
    this.#client.close()
  }

  async get(key: RecordKey): Promise<RegistryEntry | undefined> {
    return (await this.#read(this.#call('get'), key))?.entry
  }

  async create(key: RecordKey, value: JsonObject, options: CreateOptions = {}) {
    const call = this.#call('create')
    const writeId = randomUUID()
    const { owner, overTombstone = false } = options
    const input = {
      TableName: this.#table,
      Key: itemKey(key),
      ConditionExpression: `attribute_not_exists(pk)${overTombstone ? ' OR entryState = :removed' : ''}`,
      UpdateExpression:
        'SET entryState = :present, entryValue = :value, writeId = :writeId, ' +
        `entryVersion = if_not_exists(entryVersion, :before) + :one${owner === undefined ? ' REMOVE ownedBy' : ', ownedBy = :ownedBy'}`,
      ExpressionAttributeValues: {
        ':present': { S: 'present' },
        ':value': { S: valueText(value) },
        ':writeId': { S: writeId },
        ':before': { N: String(firstVersion()) },
        ':one': { N: '1' },
        ...(owner === undefined ? {} : { ':ownedBy': { S: ownedBy(key.kind, owner) } }),
        ...(overTombstone ? { ':removed': { S: 'removed' } } : {})
      },
      ReturnValues: 'ALL_NEW',
      ...askWinner
    } as const
    // Around again only where what was in the way has gone before it could be read.
    for (let round = 0; round < 3; round++) {
      const outcome = await conditional(() => call.ask(signal => this.#client.ask('UpdateItem', input, signal)))
      if (outcome.done) return { created: true, entry: this.#record(key.kind, outcome.answer.Attributes ?? {}).entry }
      const there = outcome.found ? this.#record(key.kind, outcome.found) : await this.#read(call, key)
      if (there === undefined || (overTombstone && there.entry.state === 'removed')) continue
      return { created: there.writeId === writeId, entry: there.entry }
    }
    throw unavailable(new Error('the record came and went'))
  }

  async replace(key: RecordKey, value: JsonObject, version: number, options: { owner?: string } = {}) {
    const call = this.#call('replace')
    const writeId = randomUUID()
    const { owner } = options
    const input = {
      TableName: this.#table,
      Key: itemKey(key),
      ConditionExpression: 'entryState = :present AND entryVersion = :version',
      UpdateExpression:
        'SET entryValue = :value, writeId = :writeId, entryVersion = entryVersion + :one' +
        (owner === undefined ? '' : ', ownedBy = :ownedBy'),
      ExpressionAttributeValues: {
        ':present': { S: 'present' },
        ':version': { N: String(version) },
        ':value': { S: valueText(value) },
        ':writeId': { S: writeId },
        ':one': { N: '1' },
        ...(owner === undefined ? {} : { ':ownedBy': { S: ownedBy(key.kind, owner) } })
      },
      ReturnValues: 'ALL_NEW',
      ...askWinner
    } as const
    const outcome = await conditional(() => call.ask(signal => this.#client.ask('UpdateItem', input, signal)))
    if (outcome.done) return this.#record(key.kind, outcome.answer.Attributes ?? {}).entry
    if (!call.doubtful) return undefined
    const there = outcome.found ? this.#record(key.kind, outcome.found) : await this.#read(call, key)
    return there?.writeId === writeId ? there.entry : undefined
  }

  async remove(key: RecordKey): Promise<void> {
    const input = {
      TableName: this.#table,
      Key: itemKey(key),
      // A tombstone stays as it is, so that trying again changes nothing.
      ConditionExpression: 'attribute_not_exists(pk) OR entryState <> :removed',
      UpdateExpression:
        'SET entryState = :removed, entryValue = if_not_exists(entryValue, :empty), writeId = :writeId, ' +
        'entryVersion = if_not_exists(entryVersion, :before) + :one REMOVE ownedBy',
      ExpressionAttributeValues: {
        ':removed': { S: 'removed' },
        ':empty': { S: '{}' },
        ':writeId': { S: randomUUID() },
        ':before': { N: String(firstVersion()) },
        ':one': { N: '1' }
      },
      ReturnConsumedCapacity: 'TOTAL'
    } as const
    const call = this.#call('remove')
    await conditional(() => call.ask(signal => this.#client.ask('UpdateItem', input, signal)))
  }

  async erase(key: RecordKey, version: number): Promise<boolean> {
    const call = this.#call('erase')
    const input = {
      TableName: this.#table,
      Key: itemKey(key),
      ConditionExpression: 'entryState = :present AND entryVersion = :version',
      ExpressionAttributeValues: { ':present': { S: 'present' }, ':version': { N: String(version) } },
      ...askWinner
    } as const
    const outcome = await conditional(() => call.ask(signal => this.#client.ask('DeleteItem', input, signal)))
    if (outcome.done) return true
    // What is gone bears no write id. After a try whose answer was lost it is taken for our doing: of two that erase at
    // the same moment both may then be told so, but nobody is told of a rival who never was.
    return call.doubtful && outcome.found === undefined && (await this.#read(call, key)) === undefined
  }

  list(scope: ListScope, page: PageRequest) {
    return this.#listing.ofZone(this.#call('list'), scope, page)
  }

  listByOwner(scope: OwnerScope, page: PageRequest) {
    return this.#listing.ofOwner(this.#call('listByOwner'), scope, page)
  }

  #call(method: string): Call {
    return new Call(method, this.#logger, () => this.#client.dropIdleConnections())
  }

  async #read(call: Call, key: RecordKey): Promise<StoredRecord | undefined> {
    const input = {
      TableName: this.#table,
      Key: itemKey(key),
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL'
    } as const
    const { Item } = await call.ask(signal => this.#client.ask('GetItem', input, signal))
    return Item === undefined ? undefined : this.#record(key.kind, Item)
  }

  /** What is there but cannot be read is an error, never an absence. */
  #record(kind: RecordKind, item: Item): StoredRecord {
    try {
      return readItem(kind, item)
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be read'
      this.#logger.error('registry.malformed_record', { table: this.#table, pk: item.pk?.S, sk: item.sk?.S, reason })
      throw unavailable(new Error(`the record is not one that was written by a gateway: ${reason}`))
    }
  }
}

/** A condition that does not hold is an answer; `found` is what stood against it, where the store says. */
async function conditional(
  write: () => Promise<Answer>
): Promise<{ done: true; answer: Answer } | { done: false; found: Item | undefined }> {
  try {
    return { done: true, answer: await write() }
  } catch (error) {
    if (!isRefusal(error, conditionFailed)) throw error
    return { done: false, found: error.item }
  }
}
