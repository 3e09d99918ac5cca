/** Every answer of every HTTP server of this process. */
import { ServerResponse } from 'node:http'
import { isFakeServer } from '../fake-servers.ts'
import type { Observer } from '../watch.ts'

export function interceptHttpAnswers(watch: Observer): void {
  const bodies = new WeakMap<ServerResponse, (chunk: string | Uint8Array) => void>()
  const { write, end } = ServerResponse.prototype

  function seeBody(response: ServerResponse, chunk: unknown): void {
    if (!(typeof chunk === 'string' || chunk instanceof Uint8Array) || isFakeServer(portOf(response))) return
    const known = bodies.get(response)
    const body = known ?? watch.stream({ in: 'answer', of: nameOf(response), part: 'body' })
    if (known === undefined) bodies.set(response, body)
    body(chunk)
  }

  function seeHead(response: ServerResponse): void {
    if (isFakeServer(portOf(response))) return
    const head: unknown = Reflect.get(response, '_header')
    if (typeof head !== 'string') return
    for (const line of head.split('\r\n').slice(1)) {
      const [name = '', value = ''] = line.split(/: (.*)/s)
      watch.see({ in: 'answer', of: nameOf(response), part: name.toLowerCase() }, value)
    }
  }

  ServerResponse.prototype.write = function (this: ServerResponse, ...given: unknown[]) {
    seeBody(this, given[0])
    return Reflect.apply(write, this, given)
  }
  ServerResponse.prototype.end = function (this: ServerResponse, ...given: unknown[]) {
    seeBody(this, given[0])
    const ended = Reflect.apply(end, this, given)
    seeHead(this)
    return ended
  }
}

const portOf = ({ req }: ServerResponse) => req.socket.localPort
const nameOf = ({ req }: ServerResponse) => `${req.method} ${(req.url ?? '').split('?', 1)[0]}`
