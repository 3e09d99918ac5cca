/** The URIs of files that clients print: `sha1://HASH[/NAME][?label=…]`, `sha256://…` and `kachery:ZONE:sha1:HASH[:NAME]`. */
import { UploadHash } from './content-hash.ts'
import { ZoneName } from './zone-name.ts'

/** Longest that is read, characters. */
const longest = 2_000

const bare =
  /^(?:sha1:\/\/(?=[0-9a-f]{40}(?:[/?]|$))|sha256:\/\/(?=[0-9a-f]{64}(?:[/?]|$)))(?<hash>[0-9a-f]+)(?:[/?].*)?$/i
const zoned = /^kachery:(?<zone>[^:]+):sha1:(?<hash>[0-9a-f]{40})(?:[:?].*)?$/i

/** `zone`: absent where the URI names none. undefined: it is no such URI. */
export function fileInUri(uri: string): { hash: UploadHash; zone?: ZoneName } | undefined {
  const text = uri.slice(0, longest).trim()
  const { hash = '', zone } = (bare.exec(text) ?? zoned.exec(text))?.groups ?? {}
  const known = UploadHash.safeParse(hash.toLowerCase())
  const named = zone === undefined ? undefined : ZoneName.safeParse(zone)
  if (!known.success || named?.success === false) return undefined
  return { hash: known.data, ...(named && { zone: named.data }) }
}
