/** The disk's object store with its routes on an HTTP server: what a local gateway has of it, without the gateway. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testLogger } from '../../leak-check/src/watch.ts'
import { Database } from '../src/embedded/database.ts'
import { DiskObjectStore } from '../src/embedded/disk-object-store.ts'
import { FileUrls } from '../src/embedded/file-urls.ts'
import { fileRoutes } from '../src/server/file-routes.ts'
import { startServer } from '../src/server/http-server.ts'
import { ownHosts } from '../src/server/own-hosts.ts'

export interface TestObjectStore {
  url: string
  store: DiskObjectStore
  /** With its bytes. */
  objects: string
  /** The same objects, through a store with another clock (ms since the epoch). */
  openAt(now: () => number): DiskObjectStore
  /** As a process that starts on the same folder would. */
  reopen(): Promise<DiskObjectStore>
  close(): Promise<void>
}

const secret = Buffer.alloc(32, 7)

export async function startTestObjectStore(): Promise<TestObjectStore> {
  const directory = await mkdtemp(join(tmpdir(), 'disk-objects-'))
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const objects = join(directory, 'objects')
  const made: { store?: DiskObjectStore } = {}
  const server = await startServer({
    port: 0,
    logger: testLogger(),
    served: async port => {
      const url = `http://127.0.0.1:${port}`
      const urls = new FileUrls(secret, url)
      const store = await DiskObjectStore.open({ database, directory: objects, urls })
      made.store = store
      const files = fileRoutes({ store, urls, logger: testLogger() })
      return { url, hosts: ownHosts(port, undefined), route: () => undefined, refusalHeaders: () => ({}), files }
    }
  })
  const { store } = made
  if (store === undefined) throw new Error('the store was not opened')
  return {
    url: `http://127.0.0.1:${server.port}`,
    store,
    objects,
    reopen: () => DiskObjectStore.open({ database, directory: objects, urls: new FileUrls(secret, '') }),
    openAt: now => store.withClock(now),
    async close() {
      await server.close(0)
      database.close()
      await rm(directory, { recursive: true, force: true })
    }
  }
}
