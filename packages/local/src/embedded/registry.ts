/**
 * The registry of a gateway that runs on one machine: the DynamoDB adapter over dynalite, which keeps its files in a
 * directory and listens where nobody else can reach it, in a thread of its own (registry-worker.ts says why).
 */
import { mkdir, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Report } from '@kachery-gateway/core/report.ts'
import { createTableIfMissing } from '@kachery-gateway/core/stores/dynamodb/create-table.ts'
import { openDynamoDbRegistry } from '@kachery-gateway/core/stores/dynamodb/dynamodb-registry.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { makePrivateSocket } from './private-socket.ts'
import type { WorkerMessage } from './registry-worker.ts'

interface EmbeddedRegistryOptions {
  /** Made where it is missing, for this user alone. One gateway at a time. */
  directory: string
  report?: Report
}

/** ms, before another try to start the thread again; the first comes at once. */
const restartPause = 1000
const closeLimit = 5000

/** dynalite wants signed requests but knows no secrets: the socket is what keeps others out. */
const connection = {
  table: 'registry',
  region: 'local',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
}

/** Throws an Error that says so where the directory cannot be used or is in use. */
export async function startEmbeddedRegistry(
  options: EmbeddedRegistryOptions
): Promise<{ registry: Registry; close(): Promise<void> }> {
  const { directory, report = () => {} } = options
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const socket = await makePrivateSocket()
  const server = new RegistryServer(directory, socket.path, report)
  try {
    await server.start()
    await createTableIfMissing({ ...connection, socketPath: socket.path })
  } catch (error) {
    await server.close()
    await socket.remove()
    throw error
  }
  const registry = openDynamoDbRegistry({ ...connection, socketPath: socket.path, report })
  return {
    registry,
    async close() {
      registry.close()
      await server.close()
      await socket.remove()
    }
  }
}

/** The thread, started again whenever it ends by itself. */
class RegistryServer {
  readonly #directory: string
  readonly #socketPath: string
  readonly #report: Report
  #worker: Worker | undefined
  #closing = false

  constructor(directory: string, socketPath: string, report: Report) {
    this.#directory = directory
    this.#socketPath = socketPath
    this.#report = report
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    // A thread that ended left its socket behind.
    if (process.platform !== 'win32') await rm(this.#socketPath, { force: true })
    const worker = new Worker(new URL('registry-worker.ts', import.meta.url), {
      workerData: { directory: this.#directory, socketPath: this.#socketPath },
      execArgv: [],
      // A young generation of V8's default size would cost 100 MB more for what are a few short-lived objects.
      resourceLimits: { maxYoungGenerationSizeMb: 8 }
    })
    this.#worker = worker
    let problem = 'it ended before it listened'
    worker.on('error', error => {
      problem = error.message
    })
    const message = await new Promise<WorkerMessage>(resolve => {
      worker.once('message', resolve)
      worker.once('exit', () => resolve({ failed: problem }))
    })
    if ('failed' in message) {
      await worker.terminate()
      throw new Error(
        `The registry in ${this.#directory} cannot be opened: ${message.failed}. Is another gateway using it?`
      )
    }
    worker.once('exit', () => {
      if (!this.#closing) void this.#restart(problem)
    })
  }

  /** Lets what is being written be written. */
  async close(): Promise<void> {
    this.#closing = true
    const worker = this.#worker
    if (worker === undefined || worker.threadId === -1) return
    const ended = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage('end')
    const timer = setTimeout(() => void worker.terminate(), closeLimit)
    await ended
    clearTimeout(timer)
  }

  async #restart(problem: string): Promise<void> {
    this.#report('error', 'registry.embedded_server_ended', { problem })
    while (!this.#closing) {
      try {
        return await this.start()
      } catch (error) {
        this.#report('error', 'registry.embedded_server_not_restarted', { problem: String(error) })
        await sleep(restartPause)
      }
    }
  }
}
