/** Bytes to a server and all that it says until it closes the connection: for requests that no client would make. */
import { once } from 'node:events'
import { connect } from 'node:net'

interface RawAnswer {
  text: string
  /** Status codes of the answers, in order. */
  statuses: number[]
  /** ms until the connection was closed. */
  elapsed: number
}

/** Gives up after `patience` ms and answers what came until then. */
export function rawConnection(
  url: string,
  chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  patience = 5_000
): Promise<RawAnswer> {
  const began = performance.now()
  return new Promise(resolve => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let text = ''
    const done = () => {
      clearTimeout(timer)
      socket.destroy()
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
      resolve({ text, statuses, elapsed: performance.now() - began })
    }
    const timer = setTimeout(done, patience)
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
    })
    socket.on('close', done)
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    void write().catch(() => {})

    async function write() {
      for await (const chunk of chunks) {
        if (socket.destroyed) return
        if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), closed])
      }
    }
  })
}
