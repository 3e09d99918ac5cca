/**
 * A TCP proxy on 127.0.0.1 that stands between a client and a store and misbehaves on demand: for tests of what happens
 * while a store is away, and of how soon all is right again afterwards. For protocols in which the client speaks first.
 */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * pass: forwards.
 * refuse: nobody listens; connections are closed.
 * hang: accepts and forwards nothing; connections freeze, and go on where they were when the mode changes back.
 * cut: idle connections are closed; on new ones the request goes through, the answer breaks off half way.
 * {status}: answers every HTTP request with that status, without forwarding it.
 */
export type FaultMode = 'pass' | 'refuse' | 'hang' | 'cut' | { status: number }

export interface FaultProxy {
  readonly port: number
  readonly mode: FaultMode
  set(mode: FaultMode): Promise<void>
  /** Connections of now freeze for good, as where a firewall forgot them; new ones follow the mode. */
  strand(): void
  close(): Promise<void>
}

export async function startFaultProxy(target: { host: string; port: number }): Promise<FaultProxy> {
  let mode: FaultMode = 'pass'
  const links = new Set<Link>()
  const server = createServer(client => {
    const link = linkOf(client, target, () => mode)
    links.add(link)
    client.on('close', () => links.delete(link))
    link.follow()
  })

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    return address.port
  }

  async function stop(): Promise<void> {
    const closed = new Promise(resolve => server.close(resolve))
    for (const link of links) link.end()
    await closed
  }

  const port = await listen(0)
  return {
    port,
    get mode() {
      return mode
    },
    async set(next) {
      mode = next
      if (next === 'refuse' && server.listening) return stop()
      if (next !== 'refuse' && !server.listening) await listen(port)
      for (const link of links) next === 'cut' ? link.end() : link.follow()
    },
    strand() {
      for (const link of links) link.strand()
    },
    async close() {
      if (server.listening) await stop()
    }
  }
}

interface Link {
  /** Freezes or goes on, as the mode says. */
  follow(): void
  strand(): void
  end(): void
}

function linkOf(client: Socket, target: { host: string; port: number }, modeNow: () => FaultMode): Link {
  let upstream: Socket | undefined
  let stranded = false
  const frozen = () => stranded || modeNow() === 'hang'

  const end = () => {
    client.destroy()
    upstream?.destroy()
  }

  const forward = (from: Socket, to: Socket, chunk: Buffer) => {
    if (to.write(chunk)) return
    from.pause()
    to.once('drain', () => frozen() || from.resume())
  }

  const dial = () => {
    const socket = connect(target)
    socket.on('data', chunk => {
      if (modeNow() === 'cut') client.write(chunk.subarray(0, chunk.length >> 1), end)
      else forward(socket, client, chunk)
    })
    socket.on('error', end)
    socket.on('close', () => (client.writableEnded ? undefined : client.end()))
    return socket
  }

  const answer = (status: number) => {
    upstream?.destroy()
    client.removeAllListeners('data')
    client.end(`HTTP/1.1 ${status} Fault\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
    // What is still sent is read and dropped: a reset would take the answer away from the client.
    client.resume()
  }

  client.on('data', chunk => {
    const mode = modeNow()
    if (typeof mode === 'object') return answer(mode.status)
    upstream ??= dial()
    forward(client, upstream, chunk)
  })
  client.on('error', end)
  client.on('close', end)

  return {
    follow() {
      for (const socket of [client, upstream]) frozen() ? socket?.pause() : socket?.resume()
    },
    strand() {
      stranded = true
      this.follow()
    },
    end
  }
}
