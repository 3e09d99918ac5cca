/**
 * The thread in which dynalite runs. It is apart because dynalite answers a failing disk, and a client that hangs up, by
 * an exception that nobody can catch: that ends this thread, registry.ts starts another, and the gateway stays up.
 */
import { parentPort, workerData } from 'node:worker_threads'
import dynalite from 'dynalite'
import storage from 'dynalite/db/index.js'

/** To the main thread: that it listens, or why it cannot. From it: anything, to end. */
export type WorkerMessage = { listening: true } | { failed: string }

const { directory, socketPath } = readData(workerData)
const say = (message: WorkerMessage) => parentPort?.postMessage(message)

// dynalite leaves its iterators open (50 kB for each query, until the end) unless they have a `return`; and it does not
// wait for the files to open, so that a directory in use would show in the first request only, by such an exception.
let opened: Promise<void> = Promise.resolve()
const create = storage.create
storage.create = options => {
  const store = create(options)
  const values = store.db.values.bind(store.db)
  store.db.values = range => {
    const iterator = values(range)
    return Object.assign(iterator, { return: () => iterator.close() })
  }
  opened = store.db.open()
  return store
}

const server = dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
server.on('request', request => {
  // Instead of dynalite's own listener, which throws.
  request.removeAllListeners('error')
  request.on('error', () => {})
})
server.on('error', error => say({ failed: error.message }))

parentPort?.once('message', () => {
  server.close(() => process.exit())
  server.closeAllConnections()
})

opened.then(
  () => server.listen(socketPath, () => say({ listening: true })),
  (error: Error) => say({ failed: error.cause instanceof Error ? error.cause.message : error.message })
)

function readData(data: unknown): { directory: string; socketPath: string } {
  if (typeof data === 'object' && data !== null && 'directory' in data && 'socketPath' in data) {
    const { directory, socketPath } = data
    if (typeof directory === 'string' && typeof socketPath === 'string') return { directory, socketPath }
  }
  throw new Error('the worker needs a directory and a socketPath')
}
