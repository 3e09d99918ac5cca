/** The worker's side that a page has. */
import type { FileWork, FromWorker, ToWorker, WorkOptions } from './file-work.ts'
import { troubles } from './upload.ts'

type Work = Extract<ToWorker, { do: 'hash' | 'put' }>

/** Started when it is first needed; it ends with the page. */
export function openFileWorker(
  start = () => new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' })
): FileWork {
  let worker: Worker | undefined
  let last = 0
  const waiting = new Map<number, (message: FromWorker) => void>()
  const failures = new Set<(error: Error) => void>()

  const running = (): Worker => {
    if (worker !== undefined) return worker
    const started = start()
    worker = started
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => waiting.get(data.id)?.(data)
    // It could not be loaded: whoever tries again, starts another.
    started.onerror = () => {
      worker = undefined
      for (const fail of [...failures]) fail(troubles.offline())
    }
    return started
  }

  function work<T>(
    make: (id: number) => Work,
    { signal, onBytes }: WorkOptions,
    read: (m: FromWorker) => T | undefined
  ) {
    signal.throwIfAborted()
    last += 1
    const id = last
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const stop = () => {
      running().postMessage({ id, do: 'stop' } satisfies ToWorker)
      reject(signal.reason)
    }
    waiting.set(id, message => {
      if (message.is === 'bytes') return onBytes(message.bytes)
      if (message.is === 'unreadable') return reject(troubles.unreadable())
      const result = read(message)
      if (result !== undefined) resolve(result)
    })
    failures.add(reject)
    signal.addEventListener('abort', stop, { once: true })
    running().postMessage(make(id))
    return promise.finally(() => {
      waiting.delete(id)
      failures.delete(reject)
      signal.removeEventListener('abort', stop)
    })
  }

  return {
    sha1: (file, options) =>
      work(
        id => ({ id, do: 'hash', file }),
        options,
        m => (m.is === 'hashed' ? m.sha1 : undefined)
      ),
    put: (url, body, options) =>
      work(
        id => ({ id, do: 'put', url, body }),
        options,
        m => (m.is === 'sent' ? m.status : undefined)
      )
  }
}
