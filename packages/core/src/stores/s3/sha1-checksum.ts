/** SHA-1 checksums as S3 tells them: base64, and not always of the whole object. */

/** Hex SHA-1 of the whole object; undefined: the store does not say. */
export function wholeObjectSha1(text: string | undefined, type: string | undefined): string | undefined {
  // "…-3": a checksum of the checksums of three parts.
  if (text === undefined || text.includes('-') || type === 'COMPOSITE') return undefined
  const digest = Buffer.from(text, 'base64')
  return digest.length === 20 ? digest.toString('hex') : undefined
}
