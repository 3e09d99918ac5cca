/** What a refusal carries that no route gave: pages of other origins read it only with the headers of the route's own answers. */
import type { Audience } from '@kachery-gateway/core/audience.ts'
import { corsHeaders, refusalToAnyOrigin } from './cors.ts'
import { kacheryWires } from './kachery-wire.ts'

export type RefusalHeaders = (path: string, origin: string | undefined) => Record<string, string>

export const refusalHeaders =
  (allowedOrigins: readonly string[]): RefusalHeaders =>
  (path, origin) => {
    if (/^\/[sz]\//.test(path)) return refusalToAnyOrigin
    const audience = audienceOf(path)
    return audience === 'site' ? {} : corsHeaders(origin, kacheryWires[audience].originsOf(allowedOrigins))
  }

/** Who reads what is answered there. */
export function audienceOf(path: string): Audience {
  if (path === '/api/gateway' || path === '/api/kacherycloud') return 'v1'
  return secondWirePaths.includes(path) ? 'v2' : 'site'
}

const secondWirePaths = ['/api/findFile', '/api/initiateFileUpload', '/api/finalizeFileUpload']
