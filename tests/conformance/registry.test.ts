/** The registry's contract against DynamoDB Local, in a table of its own for each run, and with answers lost between. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTableIfMissing } from '../../packages/core/src/stores/dynamodb/create-table.ts'
import { openDynamoDbRegistry } from '../../packages/core/src/stores/dynamodb/dynamodb-registry.ts'
import { registryContract } from '../../packages/core/src/stores/registry.contract.ts'
import type { RecordKey, Registry } from '../../packages/core/src/stores/registry.ts'
import { testLogger } from '../../packages/leak-check/src/watch.ts'

const endpoint = process.env.TEST_DYNAMODB_ENDPOINT ?? ''
if (endpoint === '') {
  throw new Error('This suite needs DynamoDB Local: set TEST_DYNAMODB_ENDPOINT, for example http://127.0.0.1:8000.')
}

const newTable = async () => {
  const table = {
    table: `registry-${randomBytes(6).toString('hex')}`,
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    logger: testLogger()
  }
  await createTableIfMissing(table)
  return table
}

registryContract('DynamoDB Local', async () => {
  const registry = openDynamoDbRegistry(await newTable())
  return { registry, close: async () => registry.close() }
})

describe('the registry (DynamoDB Local) when the answer to each first try of a write is lost', () => {
  const seen = new Set<string>()
  /** Passes everything on, and hangs up instead of answering a write that it had not seen before. */
  const proxy = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const headers = new Headers()
    for (const name of ['authorization', 'content-type', 'x-amz-date', 'x-amz-target']) {
      headers.set(name, String(request.headers[name]))
    }
    const answer = await fetch(endpoint, { method: 'POST', headers, body })
    const text = await answer.text()
    const isWrite = !/\.(GetItem|Query)$/.test(headers.get('x-amz-target') ?? '')
    if (isWrite && !seen.has(body)) {
      seen.add(body)
      request.socket.destroy()
    } else {
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text)
    }
  })
  let registry: Registry & { close(): void }
  beforeAll(async () => {
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    const address = proxy.address()
    const port = typeof address === 'object' && address ? address.port : 0
    registry = openDynamoDbRegistry({ ...(await newTable()), endpoint: `http://127.0.0.1:${port}` })
  })
  afterAll(() => {
    registry?.close()
    proxy.closeAllConnections()
    proxy.close()
  })

  const newKey = (): RecordKey => ({ kind: 'client', zone: 'lab', id: randomBytes(8).toString('hex') })

  it('who created knows it, and of 20 at once just one did', async () => {
    const key = newKey()
    const results = await Promise.all(Array.from({ length: 20 }, (_, index) => registry.create(key, { index })))
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    const entry = await registry.get(key)
    expect(results.map(result => result.entry)).toEqual(Array(20).fill(entry))
    expect(results.findIndex(({ created }) => created)).toBe(entry?.value.index)
  })

  it('who replaced knows it, and of 20 at once just one did', async () => {
    const key = newKey()
    const { version } = (await registry.create(key, {})).entry
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => registry.replace(key, { index }, version))
    )
    const won = results.filter(entry => entry !== undefined)
    expect(won).toEqual([await registry.get(key)])
  })

  it('who removed leaves one tombstone, and who erased knows it', async () => {
    const [removed, erased] = [newKey(), newKey()]
    const before = await registry.create(removed, { last: 'words' })
    await registry.remove(removed)
    expect(await registry.get(removed)).toEqual({
      state: 'removed',
      value: { last: 'words' },
      version: before.entry.version + 1
    })
    const { version } = (await registry.create(erased, {})).entry
    expect(await registry.erase(erased, version + 1)).toBe(false)
    expect(await registry.erase(erased, version)).toBe(true)
    expect(await registry.get(erased)).toBeUndefined()
  })
})
