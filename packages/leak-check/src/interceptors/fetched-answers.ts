/** Every answer that is fetched, from whatever process it comes, as far as it is read; and the secrets that are sent. */

import { isFakeServer } from '../fake-servers.ts'
import { sent } from '../sent.ts'
import type { Observer } from '../watch.ts'

export function interceptFetchedAnswers(watch: Observer): void {
  const names = new WeakMap<Response, string>()
  const { fetch } = globalThis
  const { text, json, arrayBuffer } = Response.prototype

  globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input)
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
    const { body } = init ?? {}
    const headers = init?.headers ?? (input instanceof Request ? input.headers : {})
    sent({ url: address, headers: Object.fromEntries(new Headers(headers)), ...textOf(body) })
    const response = await fetch(input, init)
    const url = URL.parse(address)
    if (url === null || isFakeServer(Number(url.port))) return response
    const of = `${method} ${url.pathname}`
    names.set(response, of)
    for (const [name, value] of response.headers) watch.see({ in: 'answer', of, part: name }, value)
    return response
  }

  const see = (response: Response, body: string | Uint8Array) => {
    const of = names.get(response)
    if (of !== undefined) watch.see({ in: 'answer', of, part: 'body' }, body)
  }
  Object.assign(Response.prototype, {
    async text(this: Response) {
      const read = await text.call(this)
      see(this, read)
      return read
    },
    async json(this: Response) {
      if (!names.has(this)) return json.call(this)
      const read = await text.call(this)
      see(this, read)
      return JSON.parse(read)
    },
    async arrayBuffer(this: Response) {
      const read = await arrayBuffer.call(this)
      see(this, new Uint8Array(read))
      return read
    }
  })
}

function textOf(body: unknown): { body?: string } {
  return typeof body === 'string' || body instanceof URLSearchParams ? { body: String(body) } : {}
}
