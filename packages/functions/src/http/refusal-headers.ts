/** What a refusal carries that no route gave: pages of other origins read it only with the headers of the route's own answers. */
import { corsHeaders, secondWireOrigins } from './cors.ts'

export type RefusalHeaders = (path: string, origin: string | undefined) => Record<string, string>

export const refusalHeaders =
  (allowedOrigins: readonly string[]): RefusalHeaders =>
  (path, origin) => {
    if (path === '/api/gateway') return corsHeaders(origin, allowedOrigins)
    return secondWirePaths.includes(path) ? corsHeaders(origin, secondWireOrigins(allowedOrigins)) : {}
  }

const secondWirePaths = ['/api/findFile', '/api/initiateFileUpload', '/api/finalizeFileUpload']
