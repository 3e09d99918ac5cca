/** The MongoDB adapter against servers that are none: every call ends in time, and nothing is left behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { givenByEnvironment } from '../../../../leak-check/src/environment.ts'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import type { GatewayError } from '../../errors.ts'
import type { EphemeralStore } from '../ephemeral-store.ts'
import { openMongoDbEphemeralStore } from './mongodb-ephemeral-store.ts'
import { withoutCredentials } from './without-credentials.ts'

const behaviours: Record<string, (socket: Socket) => void> = {
  'accepts and hangs': () => {},
  'resets connections': socket => socket.resetAndDestroy(),
  'cuts connections at the first byte': socket => socket.on('data', () => socket.destroy()),
  'answers something else': socket => socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
}

const database = 'kachery-gateway'
const file = { zone: 'z', hash: 'a'.repeat(40), size: 1, bucketUri: 's3://b', objectKey: 'k' }
/** Those that requests wait for. */
const callsOf: Record<
  'findFound' | 'rememberFound' | 'forgetFound' | 'addLogItems',
  (store: EphemeralStore) => Promise<unknown>
> = {
  findFound: store => store.findFound('z', file.hash, 0),
  rememberFound: store => store.rememberFound(file, 0, 1),
  forgetFound: store => store.forgetFound('z', file.hash, 1),
  addLogItems: store => store.addLogItems([{ id: 'a', item: {} }])
}

const unhandled: unknown[] = []
const collect = (reason: unknown) => unhandled.push(reason)
beforeAll(() => {
  process.on('unhandledRejection', collect)
})
afterAll(() => {
  process.off('unhandledRejection', collect)
  expect(unhandled).toEqual([])
})

let server: Server | undefined
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  server?.close()
  server = undefined
})

/** The port of a server that behaves so; without, one where nobody listens. */
async function serve(behave?: (socket: Socket) => void): Promise<number> {
  const started = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    behave?.(socket)
  })
  started.listen(0, '127.0.0.1')
  await once(started, 'listening')
  const address = started.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  if (behave === undefined) {
    started.close()
    await once(started, 'close')
  } else server = started
  return address.port
}

/** The errors of all calls, which must be in time. */
async function failuresOf(calls: Promise<unknown>[]): Promise<GatewayError[]> {
  const since = performance.now()
  const settled = await Promise.allSettled(calls)
  expect(performance.now() - since).toBeLessThan(1250)
  return settled.map(one => (one.status === 'rejected' ? one.reason : undefined))
}

for (const [name, behave] of [...Object.entries(behaviours), ['refuses connections', undefined] as const]) {
  describe(`a server that ${name}`, () => {
    it('makes every call fail with store.unavailable in time, alone, at once and one after another', async () => {
      const port = await serve(behave)
      const store = openMongoDbEphemeralStore({ uri: `mongodb://127.0.0.1:${port}/`, database, logger: testLogger() })
      const all = Object.values(callsOf)
      for (const calls of [all.slice(0, 1), all, Array.from({ length: 10 }, () => all).flat()]) {
        const failures = await failuresOf(calls.map(call => call(store)))
        expect(failures.map(one => one.code)).toEqual(calls.map(() => 'store.unavailable'))
        expect(failures.every(one => one.kind === 'unavailable' && one.cause instanceof Error)).toBe(true)
      }
      await store.close()
    })

    it('keeps no process alive after close for longer than one handshake may take', async () => {
      const port = await serve(behave)
      const program = `
        import { openMongoDbEphemeralStore } from '${new URL('./mongodb-ephemeral-store.ts', import.meta.url).href}'
        const store = openMongoDbEphemeralStore({ uri: 'mongodb://127.0.0.1:${port}/', database: '${database}', timeLimit: 300, logger: () => {} })
        await Promise.allSettled([1, 2, 3].map(() => store.findFound('z', 'h', 0)))
        await store.findFound('z', 'h', 0).catch(() => {})
        await store.close()
        console.log('closed')`
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit']
      })
      await once(child.stdout, 'data')
      const since = performance.now()
      const [code] = await once(child, 'exit')
      expect(code).toBe(0)
      // The driver lets a handshake that is under way run into its time limit, 1.5 s.
      expect(performance.now() - since).toBeLessThan(3000)
    })
  })
}

describe('without a connection', () => {
  const password = 'p%40ss-word'
  const uri = `mongodb://someone:${password}@127.0.0.1:1/?tlsAllowInvalidHostnames=1&nonsense=1`

  it('a URI that cannot be read is store.unavailable, and neither error nor report shows its password', async () => {
    givenByEnvironment({ MONGO_URI: uri })
    const said: string[] = []
    const store = openMongoDbEphemeralStore({
      uri,
      database,
      logger: testLogger((...line) => said.push(JSON.stringify(line)))
    })
    const [failure] = await failuresOf([store.findFound('z', 'h', 0)])
    await store.close()
    expect(failure?.code).toBe('store.unavailable')
    expect(said.join()).toContain('ephemeral_store.unreachable')
    expect(`${said}${failure?.message}${failure?.cause}`).not.toMatch(/p%40ss|p@ss|someone/)
  })

  it('whatever a driver says, its error loses URI, user and password', () => {
    const error = new Error(`cannot use ${uri} for someone: p@ss-word or ${password} is wrong`)
    const said = withoutCredentials(error, uri)
    expect(said.message).toBe('Error: cannot use *** for ***: *** or *** is wrong')
    expect(said.cause).toBeUndefined()
  })

  it('no log items need no server', async () => {
    const store = openMongoDbEphemeralStore({ uri, database, logger: testLogger() })
    await store.addLogItems([])
    await store.close()
  })

  it('after close every call fails at once, and no connection is made', async () => {
    let connections = 0
    const port = await serve(() => {
      connections += 1
    })
    const store = openMongoDbEphemeralStore({ uri: `mongodb://127.0.0.1:${port}/`, database, logger: testLogger() })
    await store.close()
    const failures = await failuresOf(Object.values(callsOf).map(call => call(store)))
    expect(failures.every(one => one.code === 'store.unavailable')).toBe(true)
    expect(connections).toBe(0)
  })
})
