/** What clients of protocol v2 show with an upload, as they make it. */
import { createHash } from 'node:crypto'

/** 16 hex digits, so that SHA-1 of hash and token begins with 13 zero bits. */
export function workToken(hash: string): string {
  for (let n = 0; ; n++) {
    const token = n.toString(16).padStart(16, '0')
    const digest = createHash('sha1')
      .update(hash + token)
      .digest()
    if (digest.readUInt32BE(0) >>> 19 === 0) return token
  }
}
