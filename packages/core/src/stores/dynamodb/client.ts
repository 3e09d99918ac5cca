/**
 * Questions to DynamoDB and what answers like it. Reads, and what the ephemeral store asks, are JSON over HTTP that is
 * signed here: the SDK's client takes longer to load than a first request may (decision 0085). All others are the SDK's,
 * loaded when it is first needed. One try each: call.ts alone decides on limits and retries.
 */
import * as z from 'zod'
import { awsAddress } from '../aws-address.ts'
import { HttpConnections } from '../http-connections.ts'
import { bodyText, httpRequest } from '../http-request.ts'
import { type SigningCredentials, sha256Hex, signedHeaders } from '../signature-v4.ts'
import { usualCredentials } from './credentials.ts'
import type { Opened, SdkCalls, SdkQuestion } from './sdk-calls.ts'

export interface DynamoDbOptions {
  table: string
  region: string
  /** Absent: the region's own. */
  endpoint?: string
  /** Absent: what the SDK finds (environment, profile, role of the machine). */
  credentials?: SigningCredentials
}

/** In base64, as on the wire; the SDK decodes it. */
const Bytes = z.union([z.string(), z.instanceof(Uint8Array).transform(bytes => Buffer.from(bytes).toString('base64'))])
/** An attribute of ours is a text, a number or bytes; those of others count as none of these. */
const Attribute = z.object({ S: z.string().optional(), N: z.string().optional(), B: Bytes.optional() })
const ItemSchema = z.record(z.string(), Attribute)
export type Item = z.infer<typeof ItemSchema>

/** One write of a batch. */
const WriteRequest = z.union([
  z.object({ PutRequest: z.object({ Item: ItemSchema }) }),
  z.object({ DeleteRequest: z.object({ Key: ItemSchema }) })
])
export type WriteRequest = z.infer<typeof WriteRequest>

const ItemsOfTables = z.record(z.string(), z.array(ItemSchema))

const Answer = z.object({
  /** Of a batch: that of each table. */
  ConsumedCapacity: z.union([z.object({}), z.array(z.object({})).nonempty()]).optional(),
  Item: ItemSchema.optional(),
  Items: z.array(ItemSchema).optional(),
  Attributes: ItemSchema.optional(),
  LastEvaluatedKey: ItemSchema.optional(),
  Count: z.number().optional(),
  Responses: ItemsOfTables.optional(),
  UnprocessedItems: z.record(z.string(), z.array(WriteRequest)).optional(),
  UnprocessedKeys: z.record(z.string(), z.object({ Keys: z.array(ItemSchema) })).optional(),
  Table: z.object({ TableStatus: z.string().optional() }).optional()
})
export type Answer = z.infer<typeof Answer>

const Refusal = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
  Item: ItemSchema.optional()
})

/** DynamoDB's refusal; `name` is its code. */
export class DynamoDbRefusal extends Error {
  readonly status: number
  /** Of a condition that did not hold, where it was asked for: what stood against it. */
  readonly item: Item | undefined

  constructor(status: number, name: string, message: string, item?: Item) {
    super(message)
    this.status = status
    this.name = name
    this.item = item
  }
}

export const isRefusal = (error: unknown, name: string): error is DynamoDbRefusal =>
  error instanceof DynamoDbRefusal && error.name === name

type SignedAction = 'GetItem' | 'PutItem' | 'Query' | 'BatchGetItem' | 'BatchWriteItem'
type SignedQuestion = [action: SignedAction, input: object, signal: AbortSignal]
type Question = SignedQuestion | SdkQuestion

const signedActions: Record<SignedAction, true> = {
  GetItem: true,
  PutItem: true,
  Query: true,
  BatchGetItem: true,
  BatchWriteItem: true
}
const isSigned = (question: Question): question is SignedQuestion => question[0] in signedActions

/** ms */
const connectLimit = 1000
const maxConnections = 50
/** Bytes: a batch has 16 MB of items at most, any other answer 1 MB, and JSON around them. */
const longestAnswer = 32_000_000

export class DynamoDb {
  readonly #opened: Opened
  #sdk: Promise<SdkCalls> | undefined

  constructor({ region, endpoint, credentials }: DynamoDbOptions) {
    this.#opened = {
      address: new URL(endpoint ?? awsAddress('dynamodb', region)),
      region,
      credentials: credentials === undefined ? usualCredentials() : async () => credentials,
      connections: new HttpConnections(maxConnections),
      connect: connectLimit,
      longestAnswer
    }
  }

  /** Throws DynamoDbRefusal, and errors of the system's; what can't be read is an error with its status. */
  async ask(...question: Question): Promise<Answer> {
    if (isSigned(question)) return this.#askSigned(...question)
    this.#sdk ??= import('./sdk-calls.ts').then(({ openSdkCalls }) => openSdkCalls(this.#opened))
    const ask = await this.#sdk
    return answerOf(await ask(...question).catch(throwRefusal))
  }

  async #askSigned(action: SignedAction, input: object, signal: AbortSignal): Promise<Answer> {
    const { address, region, credentials, connections, connect } = this.#opened
    const body = JSON.stringify(input)
    const request = { method: 'POST', host: address.host, path: address.pathname }
    const headers = signedHeaders(
      {
        ...request,
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'content-length': String(Buffer.byteLength(body)),
          'x-amz-target': `DynamoDB_20120810.${action}`
        }
      },
      sha256Hex(body),
      { service: 'dynamodb', region, credentials: await credentials(), now: Date.now() }
    )
    const { status, body: answer } = await httpRequest({ ...request, address, headers, body }, connections, {
      connect,
      signal
    })
    return read(status, await bodyText(answer, longestAnswer))
  }

  /** Those that no question is using. */
  dropIdleConnections(): void {
    this.#opened.connections.dropIdle()
  }

  close(): void {
    this.#opened.connections.close()
  }
}

function answerOf(json: unknown): Answer {
  const answer = Answer.safeParse(json)
  if (answer.success) return answer.data
  throw new DynamoDbRefusal(200, 'UnknownError', 'the answer is not one of DynamoDB')
}

function read(status: number, text: string): Answer {
  const json = jsonOf(text)
  if (status === 200) {
    return answerOf(json)
  }
  const { data } = Refusal.safeParse(json)
  if (data === undefined) throw new DynamoDbRefusal(status, 'UnknownError', `the server answered ${status}`)
  const name = data.__type.slice(data.__type.indexOf('#') + 1)
  throw new DynamoDbRefusal(status, name, data.message ?? data.Message ?? name, data.Item)
}

/** An error of the SDK's after an answer came; `$fault`: it could read the answer. */
const SdkError = z.object({
  $metadata: z.object({ httpStatusCode: z.number() }),
  $fault: z.string().optional(),
  /** One that has it is the system's, of an answer that broke off. */
  code: z.undefined().optional(),
  name: z.string(),
  message: z.string(),
  Item: ItemSchema.optional()
})

function throwRefusal(error: unknown): never {
  const { data } = SdkError.safeParse(error)
  if (data === undefined) throw error
  const { $metadata, $fault, name, message, Item } = data
  const status = $metadata.httpStatusCode
  if ($fault !== undefined) throw new DynamoDbRefusal(status, name, message, Item)
  throw new DynamoDbRefusal(status, 'UnknownError', `the server answered ${status}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
