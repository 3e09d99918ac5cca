/** Bytes on their way to the disk, hashed as they come. */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

export type Content = AsyncIterable<Uint8Array>

/** The bytes that came are not as many as were announced. */
export class WrongLength extends Error {}

/** Gives the SHA-1, hex, of exactly `size` bytes, each chunk of which `write` has taken. Throws WrongLength. */
export async function hashedInto(
  content: Content,
  size: number,
  write: (chunk: Uint8Array, at: number) => Promise<void>
): Promise<string> {
  const hash = createHash('sha1')
  let written = 0
  for await (const chunk of content) {
    written += chunk.length
    if (written > size) break
    hash.update(chunk)
    await write(chunk, written - chunk.length)
  }
  if (written !== size) throw new WrongLength(`${written} bytes came where ${size} were announced`)
  return hash.digest('hex')
}

/** Makes the file, and has it on the disk. Gives the SHA-1 of what it wrote, hex. Throws WrongLength. */
export async function writeDraft(path: string, size: number, content: Content): Promise<string> {
  const file = await open(path, 'wx', 0o600)
  try {
    const sha1 = await hashedInto(content, size, chunk => file.writeFile(chunk))
    await file.sync()
    return sha1
  } finally {
    await file.close()
  }
}
