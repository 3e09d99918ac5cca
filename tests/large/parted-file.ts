/** A file of any size that is nowhere: its bytes follow from where they are, so that every process of a test has the same. */
import { createHash } from 'node:crypto'

const blockSize = 1_000_000
const numberBytes = 8

export class PartedFile {
  readonly size: number
  readonly #block: Buffer

  constructor(size: number, seed: string) {
    this.size = size
    this.#block = createHash('shake256', { outputLength: blockSize }).update(seed).digest()
  }

  bytes(from: number, to: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(to - from)
    for (let at = from; at < to; ) {
      const [number, inBlock] = [Math.floor(at / blockSize), at % blockSize]
      const some = this.#block.subarray(inBlock, inBlock + to - at)
      bytes.set(some, at - from)
      // So that no two blocks are the same, and parts in a wrong order are found.
      if (inBlock < numberBytes) bytes.set(numbered(number).subarray(inBlock, inBlock + to - at), at - from)
      at += some.length
    }
    return bytes
  }

  sha1(): string {
    const hash = createHash('sha1')
    for (let at = 0; at < this.size; at += blockSize) hash.update(this.bytes(at, Math.min(at + blockSize, this.size)))
    return hash.digest('hex')
  }
}

function numbered(block: number): Buffer {
  const bytes = Buffer.alloc(numberBytes)
  bytes.writeDoubleLE(block)
  return bytes
}
