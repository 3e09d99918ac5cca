/** What must be on the disk before an object is acknowledged: told from the order in which files are synced and moved. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { expect, it, onTestFinished, vi } from 'vitest'
import { reporter } from '../../../../tests/secrets/watch.ts'
import { startEmbeddedObjectStore } from './object-store.ts'

const log = vi.hoisted((): { synced?: string; moved?: { from: string; to: string } }[] => [])

vi.mock('node:fs/promises', async actual => {
  const real = await actual<typeof import('node:fs/promises')>()
  return {
    ...real,
    async open(path: string, flags?: string) {
      const file = await real.open(path, flags)
      const sync = file.sync.bind(file)
      file.sync = async () => {
        await sync()
        log.push({ synced: path })
      }
      return file
    },
    async rename(from: string, to: string) {
      await real.rename(from, to)
      log.push({ moved: { from, to } })
    }
  }
})

async function start() {
  const directory = await mkdtemp(join(tmpdir(), 'object-files-'))
  const credentials = { accessKeyId: 'files', secretAccessKey: 'secret' }
  const server = await startEmbeddedObjectStore({ directory, bucket: 'files', ...credentials })
  onTestFinished(async () => {
    await server.close()
    await rm(directory, { recursive: true, force: true })
  })
  const ref = { uri: 's3://files', credentials: { ...credentials, endpoint: server.endpoint } }
  return { store: openS3ObjectStore(ref, { now: Date.now, report: reporter() }), buckets: join(directory, 'buckets') }
}

/** Each file before it is moved, and afterwards each folder that leads to it. */
function expectOnDisk(buckets: string, names: readonly string[]): void {
  const moved = log.flatMap((one, at) => (one.moved === undefined ? [] : [{ ...one.moved, at }]))
  expect(moved.map(({ to }) => relative(buckets, to)).sort()).toEqual([...names].sort())
  for (const { from, to, at } of moved) {
    expect(
      log.slice(0, at).some(one => one.synced === from),
      `${to} before it is moved`
    ).toBe(true)
    for (let folder = dirname(to); folder.length >= buckets.length; folder = dirname(folder)) {
      expect(
        log.slice(at).some(one => one.synced === folder),
        `${folder} after ${to}`
      ).toBe(true)
    }
  }
}

const filesOf = (key: string) => ['object', 'object.md5', 'metadata.json'].map(kind => `files/${key}._S3rver_${kind}`)

it('an object that is acknowledged is on the disk whole, with all that leads to it', async () => {
  const { store, buckets } = await start()
  log.length = 0
  await store.put('sha1/aa/one', Buffer.from('bytes'))
  expectOnDisk(buckets, filesOf('sha1/aa/one'))
  expect(await readFile(join(buckets, 'files/sha1/aa/one._S3rver_object.md5'), 'utf8')).toMatch(/^[0-9a-f]{32}$/)
})

it('so is a copy', async () => {
  const { store, buckets } = await start()
  await store.put('from', Buffer.from('bytes'))
  log.length = 0
  await store.copy('from', 'to/there', { size: 5 })
  expectOnDisk(buckets, filesOf('to/there'))
})
