/**
 * A local model of the rules of a vercel.json: `source` patterns of named parts (`:path*`, `:path(regex)`), redirects before
 * rewrites, the query carried on. As https://vercel.com/docs/project-configuration/vercel-json describes them.
 */
import { createServer, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'
import * as z from 'zod'

const Rule = z.strictObject({ source: z.string(), destination: z.string() })
export const RewriteRules = z.strictObject({
  redirects: z.array(Rule.extend({ permanent: z.boolean() })),
  rewrites: z.array(Rule)
})
export type RewriteRules = z.infer<typeof RewriteRules>

export type Led = { status: 307 | 308; location: string } | { rewritten: string } | undefined

/** Where a path and its query lead. undefined: nothing is there. */
export function lead({ redirects, rewrites }: RewriteRules, target: string): Led {
  const [path = '', query] = target.split(/\?(.*)/s, 2)
  for (const { source, destination, permanent } of redirects) {
    const to = applied(source, destination, path)
    if (to !== undefined) return { status: permanent ? 308 : 307, location: withQuery(to, query) }
  }
  for (const { source, destination } of rewrites) {
    const to = applied(source, destination, path)
    if (to !== undefined) return { rewritten: withQuery(to, query) }
  }
  return undefined
}

const withQuery = (to: string, query: string | undefined) => (query ? `${to}?${query}` : to)

function applied(source: string, destination: string, path: string): string | undefined {
  const pattern = source
    .replace(/\/:(\w+)\*/g, (_, name: string) => `(?:/(?<${name}>.*))?`)
    .replace(/:(\w+)\(/g, (_, name: string) => `(?<${name}>`)
  const parts = new RegExp(`^${pattern}$`).exec(path)
  return parts === null
    ? undefined
    : destination.replace(/:([A-Za-z]\w*)\*?(?=\/|$)/g, (_, name: string) => parts.groups?.[name] ?? '')
}

/** An address that does what the rules say, as the platform would. */
export async function serveRules(rules: RewriteRules): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const led = lead(rules, request.url ?? '/')
    if (led === undefined) return void response.writeHead(404).end()
    if ('location' in led) return void response.writeHead(led.status, { location: led.location }).end()
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const { method = 'GET' } = request
    const answer = await fetch(led.rewritten, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      redirect: 'manual',
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: await buffer(request) })
    }).catch(() => undefined)
    if (answer === undefined) return void response.writeHead(502).end()
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()))
  })
  // As platforms do, and gateways: after Node's 5 s a connection may end just as a busy client uses it once more.
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, server }
}
