/**
 * Uploads that somebody began and did not finalize. The store's refusal of a PUT is seen by the client alone, as XML; who
 * begins the same upload again is told what it may have meant. Remembered in this process, for the same caller.
 */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { UploadHash } from '../ids/content-hash.ts'

/** Notes that the upload begins; a sentence where the same caller has begun it before. */
export function noteBegun(
  deps: Pick<GatewayDeps, 'caches' | 'now'>,
  at: AuthorizedZone<'upload'>,
  hash: UploadHash
): string | undefined {
  const key = keyOf(at, hash)
  if (key === undefined) return undefined
  const before = deps.caches.begunUploads.peek(key)
  deps.caches.begunUploads.set(key, { at: deps.now() })
  return before === undefined
    ? undefined
    : `You began to upload this file at ${new Date(before.at).toISOString()} and did not finalize it. If the storage answered SignatureDoesNotMatch, the file's size changed after its hash was computed, so store it again when nothing writes to it.`
}

export function noteFinalized(deps: Pick<GatewayDeps, 'caches'>, at: AuthorizedZone<'upload'>, hash: UploadHash): void {
  const key = keyOf(at, hash)
  if (key !== undefined) deps.caches.begunUploads.delete(key)
}

/** undefined: nobody whom one could tell from others. */
function keyOf({ zone, credential }: AuthorizedZone<'upload'>, hash: UploadHash): string | undefined {
  switch (credential.kind) {
    case 'none':
      return undefined
    case 'client':
      return `${zone.name} ${hash} client ${credential.clientId}`
    case 'user':
      return `${zone.name} ${hash} account ${credential.user.accountId}`
  }
}
