/** The adapter before a server that misbehaves: each call ends in the right error within its limit, never in "missing". */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../../leak-check/src/fake-servers.ts'
import { know, testLogger } from '../../../../leak-check/src/watch.ts'
import { GatewayError } from '../../errors.ts'
import type { RecordKey, Registry } from '../registry.ts'
import { openDynamoDbRegistry } from './dynamodb-registry.ts'

type Behaviour = (request: IncomingMessage & { text: string }, response: ServerResponse) => void

let behave: Behaviour
/** Operations asked for, in order. */
let asked: string[] = []
const reports: unknown[][] = []
const server = fakeServer(
  createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push(String(request.headers['x-amz-target']).split('.')[1] ?? '')
    behave(Object.assign(request, { text }), response)
  })
)

const credentials = { accessKeyId: 'AKIAFAULTS', secretAccessKey: 'a-very-secret-key' }
const openAt = (port: number) =>
  openDynamoDbRegistry({
    table: 'registry',
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    logger: testLogger((...line) => reports.push(line))
  })

let registry: Registry & { close(): void }
let refusing: Registry & { close(): void }
beforeAll(async () => {
  know('storage key', credentials.secretAccessKey)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  registry = openAt(portOf(server.address()))
  const closed = createServer()
  await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
  refusing = openAt(portOf(closed.address()))
  await new Promise(resolve => closed.close(resolve))
})
afterAll(async () => {
  registry.close()
  refusing.close()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})
beforeEach(() => {
  asked = []
  reports.length = 0
})
const portOf = (address: string | AddressInfo | null) => (typeof address === 'object' && address ? address.port : 0)

const key: RecordKey = { kind: 'client', zone: 'lab', id: 'a' }
const methods: Record<keyof Registry, (of: Registry) => Promise<unknown>> = {
  get: of => of.get(key),
  create: of => of.create(key, {}, { owner: 'alice' }),
  replace: of => of.replace(key, {}, 1),
  remove: of => of.remove(key),
  erase: of => of.erase(key, 1),
  list: of => of.list({ kind: 'client', zone: 'lab' }, { limit: 10 }),
  listByOwner: of => of.listByOwner({ kind: 'client', owner: 'alice' }, { limit: 10 })
}

/** Asks everything at once; ms of slack for a busy machine. */
async function expectAllToFail(of: Registry, code: string, limit = 4000, slack = 500): Promise<void> {
  await Promise.all(
    Object.entries(methods).map(async ([method, ask]) => {
      const began = performance.now()
      const outcome = await ask(of).then(
        value => ({ value }),
        (error: unknown) => ({ error })
      )
      const took = performance.now() - began
      if (!('error' in outcome)) throw new Error(`${method} answered ${JSON.stringify(outcome.value)}`)
      const { error } = outcome
      if (!(error instanceof GatewayError)) throw new Error(`${method} threw ${String(error)}`)
      expect({ method, code: error.code, kind: error.kind }).toEqual({ method, code, kind: 'unavailable' })
      expect(took, method).toBeLessThan(limit + slack)
      expectNoSecrets(error.cause)
    })
  )
  expectNoSecrets(reports)
}

function expectNoSecrets(said: unknown): void {
  if (said instanceof Error) {
    for (const name of Object.getOwnPropertyNames(said)) expect(['message', 'name', 'stack', 'status']).toContain(name)
    expectNoSecrets([said.message, said.name, said.stack])
  } else {
    const text = JSON.stringify(said)
    for (const secret of [...Object.values(credentials), 'eu-west-1/dynamodb', 'FQoG-session']) {
      expect(text).not.toContain(secret)
    }
  }
}

const answer =
  (status: number, body: string, type = 'application/x-amz-json-1.0'): Behaviour =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(body)
const failure = (status: number, name: string, message = 'no') =>
  answer(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message }))
/** A reply of the shape that DynamoDB gives, `parts` in it. */
const genuine = (parts: object) => JSON.stringify({ ConsumedCapacity: { TableName: 'registry' }, ...parts })

describe('before a server that does not speak, every call gives up within its limit', () => {
  it('when it refuses connections', () => expectAllToFail(refusing, 'store.unavailable', 1000))

  it('when it never answers', async () => {
    behave = () => {}
    await expectAllToFail(registry, 'store.unavailable')
    expect(asked.length).toBeLessThanOrEqual(3 * Object.keys(methods).length)
  })

  it('when its connections died silently: that costs one try, however many there were', async () => {
    const seen = new Set<unknown>()
    const dead = new Set<unknown>()
    behave = (request, response) => {
      seen.add(request.socket)
      if (!dead.has(request.socket)) answer(200, genuine({}))(request, response)
    }
    const another = openAt(portOf(server.address()))
    await Promise.all(Array.from({ length: 8 }, () => another.get(key)))
    for (const socket of seen) dead.add(socket)
    const began = performance.now()
    for (let calls = 0; calls < 8; calls++) await another.get(key)
    expect(performance.now() - began).toBeLessThan(2500)
    another.close()
  })

  it('when it stops after the headers', async () => {
    behave = (_, response) => response.writeHead(200, { 'content-length': '100' }).flushHeaders()
    await expectAllToFail(registry, 'store.unavailable')
  })

  it('when it sends its answer byte by byte', async () => {
    behave = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
      const timer = setInterval(() => response.write(' '), 100)
      response.on('close', () => clearInterval(timer))
    }
    await expectAllToFail(registry, 'store.unavailable')
  })

  it('when it hangs up', async () => {
    behave = request => request.socket.destroy()
    await expectAllToFail(registry, 'store.unavailable', 1000)
  })

  it('when it hangs up in the middle of its answer', async () => {
    behave = (request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(genuine({ Items: [] }), () => request.socket.destroy())
    }
    await expectAllToFail(registry, 'store.unavailable', 1000)
  })
})

describe('before a server that answers amiss, every call says that the registry is unavailable', () => {
  const behaviours: [string, Behaviour][] = [
    ['500', failure(500, 'InternalServerError')],
    ['503 with a page', answer(503, '<html>Service Unavailable</html>', 'text/html')],
    ['throttling', failure(400, 'ProvisionedThroughputExceededException')],
    ['throttling of another kind', failure(400, 'ThrottlingException')],
    ['a missing table', failure(400, 'ResourceNotFoundException')],
    ['an invalid request', failure(400, 'ValidationException')],
    ['a redirection', answer(302, '')],
    ['404', answer(404, 'not found', 'text/plain')],
    ['200 with a page', answer(200, '<html>Welcome</html>', 'text/html')],
    ['half of an answer', answer(200, genuine({ Item: {} }).slice(0, -5))],
    ['an empty body', answer(200, '')],
    ['no content', answer(204, '')],
    ...['{}', 'null', '[]', '"fine"', '0', '{"Item":{}}', '{"Items":[],"Count":0}', '{"Attributes":{}}'].map(
      (body): [string, Behaviour] => [`the body ${body}`, answer(200, body)]
    )
  ]
  it.each(behaviours)('when it is %s', async (_, behaviour) => {
    behave = behaviour
    await expectAllToFail(registry, 'store.unavailable', 2000)
  })
})

describe('before a server that does not let us in, every call says so at once', () => {
  const canonical = 'The Canonical String should have been\nx-amz-security-token:FQoG-session'
  const behaviours: [string, Behaviour][] = [
    ['access denied', failure(400, 'AccessDeniedException', 'User: arn:aws:iam::1:user/x is not authorized')],
    ['an unknown key', failure(400, 'UnrecognizedClientException')],
    ['an expired token', failure(400, 'ExpiredTokenException', 'token: FQoG-session has expired')],
    ['a wrong signature', failure(400, 'InvalidSignatureException', `It does not match. ${canonical}`)],
    ['403 with a page', answer(403, '<html>Forbidden</html>', 'text/html')],
    ['401', answer(401, '')],
    [
      'an answer that repeats our authorization',
      (request, response) =>
        failure(
          400,
          'IncompleteSignatureException',
          `Authorization=${request.headers.authorization}`
        )(request, response)
    ]
  ]
  it.each(behaviours)('when it is %s', async (_, behaviour) => {
    behave = behaviour
    await expectAllToFail(registry, 'store.refused', 1000)
    expect(asked).toHaveLength(Object.keys(methods).length)
  })
})

const item = (parts: object = {}) => ({
  pk: { S: 'client#lab' },
  sk: { S: '=a' },
  entryState: { S: 'present' },
  entryValue: { S: '{"label":"mine"}' },
  entryVersion: { N: '7' },
  writeId: { S: 'someone' },
  ...parts
})

describe('a record that no gateway wrote is an error that is reported, never a missing record', () => {
  const malformed: [string, object][] = [
    ['a value that is not JSON', { entryValue: { S: '{"label":' } }],
    ['a value that is no object', { entryValue: { S: '[]' } }],
    ['no value', { entryValue: undefined }],
    ['a value of another type', { entryValue: { M: {} } }],
    ['no version', { entryVersion: undefined }],
    ['a version that is too large', { entryVersion: { N: '9007199254740993' } }],
    ['an unknown state', { entryState: { S: 'maybe' } }],
    ['an id of another shape', { sk: { S: 'a' } }],
    ['another kind', { pk: { S: 'clients#lab' } }]
  ]
  it.each(malformed)('such as %s', async (_, parts) => {
    behave = answer(200, genuine({ Item: item(parts), Attributes: item(parts), Items: [item(), item(parts)] }))
    for (const method of ['get', 'create', 'replace', 'list', 'listByOwner'] as const) {
      await expect(methods[method](registry), method).rejects.toMatchObject({ code: 'store.unavailable' })
    }
    const events = reports.map(line => line[1])
    expect(events).toEqual(Array(5).fill('registry.malformed_record'))
  })
})

describe('a write whose answer was lost', () => {
  const refused = (found: object | undefined) =>
    JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
      ...(found && { Item: found })
    })

  /** Carries out the first write but hangs up; from then on finds it there. `told`: says so itself, as AWS does. */
  const losingTheFirstAnswer = (told: boolean, there: (writeId: string) => object | undefined): Behaviour => {
    let found: object | undefined
    return (request, response) => {
      if (asked.length === 1) {
        const writeId: unknown = JSON.parse(request.text).ExpressionAttributeValues[':writeId']?.S
        found = there(String(writeId))
        request.socket.destroy()
      } else if (asked.at(-1) === 'GetItem') {
        answer(200, genuine(found === undefined ? {} : { Item: found }))(request, response)
      } else {
        answer(400, refused(told ? found : undefined))(request, response)
      }
    }
  }

  describe.each([
    ['tells the winner', true],
    ['does not tell the winner', false]
  ])('to a store that %s', (_, told) => {
    it('is known for our own', async () => {
      const ours = (writeId: string) => item({ writeId: { S: writeId } })
      const entry = { state: 'present', value: { label: 'mine' }, version: 7 }
      behave = losingTheFirstAnswer(told, ours)
      expect(await registry.create(key, { label: 'mine' })).toEqual({ created: true, entry })
      asked = []
      behave = losingTheFirstAnswer(told, ours)
      expect(await registry.replace(key, { label: 'mine' }, 6)).toEqual(entry)
      asked = []
      behave = losingTheFirstAnswer(told, () => undefined)
      expect(await registry.erase(key, 7)).toBe(true)
      asked = []
      behave = losingTheFirstAnswer(told, () => item({ entryState: { S: 'removed' } }))
      await registry.remove(key)
    })

    it('does not claim what somebody else wrote', async () => {
      behave = losingTheFirstAnswer(told, () => item())
      expect((await registry.create(key, {})).created).toBe(false)
      asked = []
      behave = losingTheFirstAnswer(told, () => item())
      expect(await registry.replace(key, {}, 6)).toBeUndefined()
      asked = []
      behave = losingTheFirstAnswer(told, () => item())
      expect(await registry.erase(key, 6)).toBe(false)
    })
  })
})

describe('the SDK', () => {
  it('makes the registry’s writes; reads are signed without it', async () => {
    const bySdk = new Set<string>()
    behave = (request, response) => {
      if (/aws-sdk-js/.test(request.headers['user-agent'] ?? '')) bySdk.add(asked.at(-1) ?? '')
      answer(200, genuine({ Item: item(), Attributes: item(), Items: [] }))(request, response)
    }
    for (const ask of Object.values(methods)) await ask(registry)
    expect([...new Set(asked)].sort()).toEqual(['DeleteItem', 'GetItem', 'Query', 'UpdateItem'])
    expect([...bySdk].sort()).toEqual(['DeleteItem', 'UpdateItem'])
  })

  it('reads no answer that is endless', async () => {
    let sent = 0
    behave = (_, response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1_000_000, ' '))) sent++
      }
      response.on('drain', more)
      more()
    }
    await expect(registry.remove(key)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(sent / asked.length).toBeLessThan(50)
  })
})

describe('a server that recovers', () => {
  it('is answered for at once, by the same call where there is time', async () => {
    behave = (request, response) => {
      if (asked.length < 3) failure(500, 'InternalServerError')(request, response)
      else answer(200, genuine({ Item: item() }))(request, response)
    }
    expect((await registry.get(key))?.version).toBe(7)
  })

  it('may say that nothing is there', async () => {
    behave = answer(200, genuine({}))
    expect(await registry.get(key)).toBeUndefined()
  })
})
