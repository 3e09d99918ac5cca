import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@kachery-gateway/core/report.ts'
import { registryContract } from '@kachery-gateway/core/stores/registry.contract.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { reporter } from '../../../../tests/secrets/watch.ts'
import { startEmbeddedRegistry } from './registry.ts'

let temporary: string
const formerTmpdir = process.env.TMPDIR
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'registry-test-'))
  // So that the sockets of other tests are not taken for ours.
  process.env.TMPDIR = temporary
})
afterAll(async () => {
  if (formerTmpdir === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = formerTmpdir
  await rm(temporary, { recursive: true, force: true })
})
const newDirectory = async () => join(await mkdtemp(join(temporary, 'data-')), 'registry')

registryContract('embedded', async () => startEmbeddedRegistry({ directory: await newDirectory() }))

const key = { kind: 'client', zone: 'lab', id: 'a' } as const
const socketDirectories = () => readdirSync(temporary).filter(name => name.startsWith('kachery-gateway-'))

describe('the embedded registry', () => {
  it('keeps its records over a restart', async () => {
    const directory = await newDirectory()
    const first = await startEmbeddedRegistry({ directory })
    const { entry } = await first.registry.create(key, { label: 'mine' }, { owner: 'alice' })
    await first.registry.remove({ ...key, id: 'b' })
    await first.close()
    const second = await startEmbeddedRegistry({ directory })
    try {
      expect(await second.registry.get(key)).toEqual(entry)
      expect((await second.registry.get({ ...key, id: 'b' }))?.state).toBe('removed')
      const owned = await second.registry.listByOwner({ kind: 'client', owner: 'alice' }, { limit: 10 })
      expect(owned.items).toMatchObject([{ key, entry }])
    } finally {
      await second.close()
    }
  })

  it('says that a directory is in use, and leaves its user alone', async () => {
    const directory = await newDirectory()
    const first = await startEmbeddedRegistry({ directory })
    try {
      await expect(startEmbeddedRegistry({ directory })).rejects.toThrow(/cannot be opened.*another gateway/s)
      expect((await first.registry.create(key, {})).created).toBe(true)
    } finally {
      await first.close()
    }
  })

  it('refuses once it is closed', async () => {
    const started = await startEmbeddedRegistry({ directory: await newDirectory() })
    await started.close()
    await expect(started.registry.get(key)).rejects.toMatchObject({ code: 'store.unavailable' })
  })
})

describe.runIf(process.platform === 'linux')('the embedded registry’s socket', () => {
  /** Inodes of what this process listens on, all its threads included. */
  const ports = () => {
    const mine = readdirSync('/proc/self/fd').flatMap(fd => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).match(/^socket:\[(\d+)\]$/)?.[1] ?? []
      } catch {
        return []
      }
    })
    const listening = ['tcp', 'tcp6'].flatMap(protocol =>
      readFileSync(`/proc/self/net/${protocol}`, 'utf8')
        .split('\n')
        .map(line => line.trim().split(/\s+/))
        .flatMap(fields => (fields[3] === '0A' && fields[9] !== undefined ? [fields[9]] : []))
    )
    return listening.filter(inode => mine.includes(inode))
  }

  /** Starts one and gives the path of its socket. */
  const startWithSocket = async (report: Report = reporter()) => {
    const before = socketDirectories()
    const started = await startEmbeddedRegistry({ directory: await newDirectory(), report })
    const name = socketDirectories().find(one => !before.includes(one)) ?? 'none'
    return { ...started, socketDirectory: join(temporary, name), socketPath: join(temporary, name, 'registry') }
  }

  it('is no port, lies in a directory of its user alone, and goes when it closes', async () => {
    const before = ports()
    const { socketDirectory, close } = await startWithSocket()
    expect(statSync(socketDirectory).mode & 0o777).toBe(0o700)
    expect(ports()).toEqual(before)
    await close()
    expect(() => statSync(socketDirectory)).toThrow('ENOENT')
  })

  const post = (socketPath: string, body: string) =>
    request({
      socketPath,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'x-amz-date': '20260101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
        'content-length': String(Buffer.byteLength(body))
      }
    })

  it('survives a client that hangs up in the middle of its request', async () => {
    const events: string[] = []
    const { registry, socketPath, close } = await startWithSocket((_, event) => events.push(event))
    try {
      const hangingUp = post(socketPath, '{"TableName": "registry"}')
      hangingUp.on('error', () => {})
      await new Promise<void>(resolve => hangingUp.write('{"Table', () => resolve()))
      hangingUp.destroy()
      expect((await registry.create(key, {})).created).toBe(true)
      expect(events).toEqual([])
    } finally {
      await close()
    }
  })

  it('is there again when its server has come to harm, with all that was written', async () => {
    const events: string[] = []
    const { registry, socketPath, close } = await startWithSocket((_, event) => events.push(event))
    try {
      const { entry } = await registry.create(key, { label: 'mine' })
      // dynalite meets `null` with an exception that nobody catches.
      const harmful = post(socketPath, 'null')
      await new Promise(resolve => harmful.on('error', resolve).end('null'))
      await vi.waitFor(async () => expect(await registry.get(key)).toEqual(entry), { timeout: 2000 })
      expect(events).toContain('registry.embedded_server_ended')
    } finally {
      await close()
    }
  })
})
