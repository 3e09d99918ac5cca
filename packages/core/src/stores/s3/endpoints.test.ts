/** Endpoints that people gave: where only public ones may be reached, no connection to any other is even begun. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { isPublicAddress } from '../public-addresses.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

describe('an address', () => {
  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.9.9.9', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::127.0.0.1',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fd00:ec2::254'
    ],
    ...['fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '100::1', 'localhost', '']
  ])('%s is not public', address => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '52.218.0.1', '100.63.255.255', '100.128.0.1', '172.32.0.1', '2606:4700::1', '2a05:d018::1'])(
    '%s is public',
    address => {
      expect(isPublicAddress(address)).toBe(true)
    }
  )
})

async function listening() {
  const reached: string[] = []
  const server = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.end('<x/>')
  }).listen(0, '127.0.0.1')
  server.on('connection', () => reached.push('a connection'))
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return { reached, port: typeof address === 'object' ? address?.port : 0 }
}

const open = (endpoint: string, reach: 'public' | 'anywhere') =>
  openS3ObjectStore(
    { uri: 's3://lab-files', credentials: { accessKeyId: 'id', secretAccessKey: 'secret-of-an-endpoint', endpoint } },
    { now: Date.now, logger: testLogger(), reach }
  )

describe('a bucket whose endpoint must be public', () => {
  it.each([
    ...[
      'http://127.0.0.1',
      'https://127.0.0.1',
      'https://2130706433',
      'https://0x7f.1',
      'https://127.1',
      'http://localhost'
    ],
    ...['https://localhost', 'https://[::1]', 'https://[::ffff:127.0.0.1]', 'https://0.0.0.0']
  ])('is not asked at %s, by any call', async host => {
    const { port, reached } = await listening()
    const bucket = open(`${host}:${port}`, 'public')
    const calls = [
      () => bucket.head('a'),
      () => bucket.get('a', 10),
      () => bucket.read('a', 10),
      () => bucket.put('a', Buffer.from('x')),
      () => bucket.list('', { limit: 1 }),
      () => bucket.copy('a', 'b', { size: 1 }),
      () => bucket.remove('a'),
      () => bucket.setCors(['https://figurl.org']),
      () => bucket.asBrowser('a', 'https://figurl.org')
    ]
    const failures = await Promise.all(calls.map(call => call().catch((error: unknown) => error)))
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'store.unavailable', cause: { name: 'EndpointNotPublic' } })
    }
    expect(reached).toEqual([])
  })

  it('is asked where any may be', async () => {
    const { port, reached } = await listening()
    await open(`http://127.0.0.1:${port}`, 'anywhere')
      .head('a')
      .catch(() => {})
    expect(reached.length).toBeGreaterThan(0)
  })
})
