/** The site's CloudFront Function, run as CloudFront runs it: a script of its own, which knows nothing of Node. */
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'

const source = readFileSync(new URL('../../packages/web/src/edge/rewrite-to-index.js', import.meta.url), 'utf8')
const context = createContext({})
runInContext(source, context)

/** The path that the origin is asked for. */
export function rewriteToIndex(path: string): string {
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, request: { method: 'GET', uri: path } }
  const result: unknown = runInContext(`JSON.stringify(handler(${JSON.stringify(event)}))`, context)
  const request: { uri: string } = JSON.parse(String(result))
  return request.uri
}
