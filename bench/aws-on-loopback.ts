/**
 * AWS as a deployed function reaches it, on the loopback and answering at once: parameters, credentials, queues, the
 * registry's table and buckets, all in this process's memory. What a function's process needs then is its own.
 */
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import * as z from 'zod'
import { parts } from './one-big-object.ts'

/** Bytes as they are, or so many that need no room. */
export type Content = Buffer | { size: number }

export interface AwsOnLoopback {
  endpoint: string
  /** By name. */
  parameters: Map<string, string>
  /** By `bucket/key`. */
  objects: Map<string, Content>
  /** By `pk sk`; attributes as DynamoDB writes them. */
  items: Map<string, Item>
  /** What was asked since the list was last emptied: `s3 GET`, `ssm GetParameters`. */
  asked: string[]
  close(): void
}

const Attribute = z.record(z.string(), z.unknown())
type Item = Record<string, z.infer<typeof Attribute>>

const TableRequest = z.object({
  Key: z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) }).optional(),
  ExpressionAttributeValues: z.record(z.string(), Attribute).default({})
})

/** `tellsSha1`: buckets establish it while they copy, as AWS's do; others' are read. */
export async function serveAws({ tellsSha1 }: { tellsSha1: boolean }): Promise<AwsOnLoopback> {
  const state = {
    parameters: new Map<string, string>(),
    objects: new Map<string, Content>(),
    items: new Map<string, Item>(),
    asked: [] as string[]
  }
  const server = createServer((request, response) => {
    response.on('error', () => {})
    void answer(state, tellsSha1, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  return {
    ...state,
    endpoint: `http://127.0.0.1:${address.port}`,
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}

type State = Pick<AwsOnLoopback, 'parameters' | 'objects' | 'items' | 'asked'>

async function answer(state: State, tellsSha1: boolean, request: IncomingMessage, response: ServerResponse) {
  // Presigned, with headers that nobody signed: how the gateway tries a bucket. S3 refuses them.
  if (request.url?.includes('X-Amz-Signature=')) return response.writeHead(403).end()
  const [, service = ''] = /\/([a-z0-9]+)\/aws4_request,/.exec(request.headers.authorization ?? '') ?? []
  const action = String(request.headers['x-amz-target'] ?? request.method).replace(/^.*\./, '')
  state.asked.push(`${service} ${action}`)
  if (service === 's3') return answerOfBucket(state, tellsSha1, request, response)
  const body = await text(request)
  if (service === 'sts') return response.end(assumed())
  response.setHeader('content-type', 'application/x-amz-json-1.0')
  response.end(JSON.stringify(answerInJson(state, action, body)))
}

function answerInJson({ parameters, items }: State, action: string, body: string): object {
  switch (action) {
    case 'GetParameters': {
      const { Names } = z.object({ Names: z.array(z.string()) }).parse(JSON.parse(body))
      const known = Names.filter(name => parameters.has(name))
      return { Parameters: known.map(Name => ({ Name, Value: parameters.get(Name) })) }
    }
    case 'SendMessage':
      return { MessageId: randomUUID() }
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem': {
      const { Key, ExpressionAttributeValues: values } = TableRequest.parse(JSON.parse(body))
      const key = `${Key?.pk.S} ${Key?.sk.S}`
      if (action === 'UpdateItem') items.set(key, written(items.get(key) ?? { ...Key }, values))
      const item = items.get(key)
      if (action === 'DeleteItem') items.delete(key)
      const capacity = { ConsumedCapacity: { CapacityUnits: 1 } }
      return { ...capacity, ...(item === undefined ? {} : { Item: item, Attributes: item }) }
    }
    case 'Query':
      return { ConsumedCapacity: { CapacityUnits: 1 }, Items: [], Count: 0, ScannedCount: 0 }
    // Of the ephemeral table, which nobody reads here. An answer without capacity would be asked for again.
    case 'PutItem':
      return { ConsumedCapacity: { CapacityUnits: 1 } }
    case 'BatchGetItem':
      return { ConsumedCapacity: [{ CapacityUnits: 1 }], Responses: {} }
    case 'BatchWriteItem':
      return { ConsumedCapacity: [{ CapacityUnits: 1 }], UnprocessedItems: {} }
    default:
      return {}
  }
}

/** As the registry's own expressions write; conditions hold, since nobody else writes. */
function written(before: Item, values: Item): Item {
  const version = before.entryVersion?.N
  const next = version === undefined ? Number(values[':before']?.N ?? 0) + 1 : Number(version) + 1
  return {
    ...before,
    entryState: { S: 'present' },
    entryValue: values[':value'] ?? { S: '{}' },
    writeId: values[':writeId'] ?? { S: '' },
    entryVersion: { N: String(next) }
  }
}

function assumed(): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString()
  const token = 'a temporary token is about as long as this '.repeat(20).replaceAll(' ', 'A')
  return (
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>' +
    `<SecretAccessKey>secret</SecretAccessKey><SessionToken>${token}</SessionToken>` +
    `<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
  )
}

async function answerOfBucket(
  { objects }: State,
  tellsSha1: boolean,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const place = placeOf(request.url)
  const from = request.headers['x-amz-copy-source']
  const source = typeof from === 'string' ? decodeURIComponent(from) : place
  const content = objects.get(source)
  if (request.method === 'DELETE') {
    objects.delete(place)
    response.writeHead(204).end()
  } else if (request.method === 'PUT' && from === undefined) {
    objects.set(place, await buffer(request))
    response.writeHead(200, { etag: '"e"' }).end()
  } else if (content === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' })
    response.end('<Error><Code>NoSuchKey</Code></Error>')
  } else if (request.method === 'PUT') {
    objects.set(place, content)
    const sha1 = tellsSha1
      ? `<ChecksumSHA1>${sha1Of(content)}</ChecksumSHA1><ChecksumType>FULL_OBJECT</ChecksumType>`
      : ''
    response.writeHead(200, { 'content-type': 'application/xml' })
    response.end(`<CopyObjectResult><ETag>&quot;e&quot;</ETag>${sha1}</CopyObjectResult>`)
  } else {
    response.writeHead(200, { 'content-length': sizeOf(content), etag: '"e"' })
    if (request.method === 'GET')
      for (const part of bytesOf(content)) if (!response.write(part)) await once(response, 'drain')
    response.end()
  }
}

const placeOf = (url = '/') => decodeURIComponent(url.replace(/\?.*$/, '').slice(1))

const sizeOf = (content: Content) => ('length' in content ? content.length : content.size)
const bytesOf = (content: Content) => ('length' in content ? [content] : parts(content.size))

function sha1Of(content: Content): string {
  const hash = createHash('sha1')
  for (const part of bytesOf(content)) hash.update(part)
  return hash.digest('base64')
}
