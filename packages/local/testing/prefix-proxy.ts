/** A proxy on this machine that leads to a gateway below a path prefix. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { fakeServer } from '../../leak-check/src/fake-servers.ts'

const prefix = '/kachery'

/** Takes the prefix off and passes on; `target` is told later. Says what it passed on. */
export async function startPrefixProxy() {
  const proxy = { target: '', passed: [] as string[], url: '' }
  const server = fakeServer(
    createServer((incoming, outgoing) => {
      const { method = '', url = '', headers } = incoming
      if (!url.startsWith(`${prefix}/`)) return outgoing.writeHead(404).end()
      const path = url.slice(prefix.length)
      proxy.passed.push(`${method} ${path.replace(/[?].*/, '')}`)
      const { port } = new URL(proxy.target)
      const passed = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      passed.on('error', () => outgoing.destroy())
      return incoming.pipe(passed)
    })
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  proxy.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${prefix}`
  return Object.assign(proxy, {
    close() {
      server.close()
      server.closeAllConnections()
    }
  })
}
