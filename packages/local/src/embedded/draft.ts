/** Bytes on their way to the disk, hashed as they come. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

export type Content = AsyncIterable<Uint8Array>

/** The bytes that came are not as many as were announced. */
export class WrongLength extends Error {}

/** What of a content is found while it comes. */
interface Digest {
  /** Hex. */
  sha1: string
  /** Whether it was made to collide under SHA-1, where somebody looked. */
  collides?: boolean
}

export interface Hash {
  update(chunk: Uint8Array): unknown
  digest(): Digest
}

function sha1Alone(): Hash {
  const hash = createHash('sha1')
  return { update: chunk => hash.update(chunk), digest: () => ({ sha1: hash.digest('hex') }) }
}

/** Gives the digest of exactly `size` bytes, each chunk of which `write` has taken. Throws WrongLength. */
export async function hashedInto(
  content: Content,
  size: number,
  write: (chunk: Uint8Array, at: number) => Promise<void>,
  hash = sha1Alone()
): Promise<Digest> {
  let written = 0
  for await (const chunk of content) {
    written += chunk.length
    if (written > size) break
    hash.update(chunk)
    await write(chunk, written - chunk.length)
  }
  if (written !== size) throw new WrongLength(`${written} bytes came where ${size} were announced`)
  return hash.digest()
}

/** Makes the file, and has it on the disk. Gives the digest of what it wrote. Throws WrongLength. */
export async function writeDraft(path: string, size: number, content: Content, hash?: Hash): Promise<Digest> {
  const file = await open(path, 'wx', 0o600)
  try {
    const digest = await hashedInto(content, size, chunk => file.writeFile(chunk), hash)
    await file.sync()
    return digest
  } finally {
    await file.close()
  }
}
