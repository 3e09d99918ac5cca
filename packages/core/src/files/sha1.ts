/**
 * SHA-1 that tells content which is made to collide, as the published counter-cryptanalysis does: Stevens, "Counter-cryptanalysis"
 * (CRYPTO 2013), and Stevens and Shumow, "Speeding up detection of SHA-1 collision attacks using unavoidable attack conditions"
 * (USENIX Security 2017). Each known attack makes two blocks that differ by one of 32 disturbance vectors; a block is one of
 * them where the block that differs so leads, from the same state in the middle, to the same result. Few blocks meet the
 * conditions on message bits that a vector can't do without; the others are not looked at any further. Its state can be saved, for
 * another worker to go on with. The rounds are in `sha1-module.ts`; who loads this file has them compiled.
 */
import { at, inputBytes, program } from './sha1-module.ts'
import { vectors } from './sha1-vectors.ts'

const { buffer } = program.memory
/** What the program works with, for all files in turn; a file’s own is copied there and back. */
const working = {
  state: new Int32Array(buffer, at.state, 5),
  left: new Int32Array(buffer, at.left, 1),
  input: new Uint8Array(buffer, at.input, inputBytes)
}
/** For each vector, whether the last block is one of its two. */
const tests = vectors.map(({ difference, from }, n) => {
  const differences = at.differences + difference.byteLength * n
  new Int32Array(buffer, differences).set(difference)
  const isOneOfTwo = from === 58 ? program.isOneOfTwoFrom58 : program.isOneOfTwoFrom65
  return () => isOneOfTwo(differences) === 1
})

const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

/** Of a state: five words of it, how many bytes it has, whether they collide, and the bytes of the block that is not full. */
const stateBytes = 20 + 8 + 1 + 64

export class Sha1 {
  readonly #h = Int32Array.from(start)
  readonly #rest = new Uint8Array(64)
  #bytes = 0
  #collides = false

  /** `state`: what `save` gave. */
  constructor(state?: Uint8Array) {
    if (state === undefined) return
    const view = new DataView(state.buffer, state.byteOffset, stateBytes)
    this.#h.forEach((_, at) => {
      this.#h[at] = view.getInt32(4 * at)
    })
    this.#bytes = view.getFloat64(20)
    this.#collides = view.getUint8(28) === 1
    this.#rest.set(state.subarray(29, stateBytes))
  }

  save(): Uint8Array {
    const state = new Uint8Array(stateBytes)
    const view = new DataView(state.buffer)
    this.#h.forEach((word, at) => void view.setInt32(4 * at, word))
    view.setFloat64(20, this.#bytes)
    view.setUint8(28, this.#collides ? 1 : 0)
    state.set(this.#rest, 29)
    return state
  }

  update(chunk: Uint8Array): void {
    const filled = this.#bytes % 64
    this.#bytes += chunk.length
    let from = 0
    if (filled > 0) {
      from = Math.min(64 - filled, chunk.length)
      this.#rest.set(chunk.subarray(0, from), filled)
      if (filled + from < 64) return
      this.#compress(this.#rest)
    }
    const end = chunk.length - ((chunk.length - from) % 64)
    for (; from < end; from += inputBytes) this.#compress(chunk.subarray(from, Math.min(from + inputBytes, end)))
    this.#rest.set(chunk.subarray(end))
  }

  /** `collides`: some block of it is one of two that were made to collide. Nothing is added any more. */
  digest(): { sha1: string; collides: boolean } {
    const bytes = this.#bytes
    const padding = new Uint8Array(((119 - (bytes % 64)) % 64) + 9)
    padding[0] = 0x80
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(bytes) * 8n)
    this.update(padding)
    const words = Array.from(this.#h, word => (word >>> 0).toString(16).padStart(8, '0'))
    return { sha1: words.join(''), collides: this.#collides }
  }

  /** Whole blocks, up to `inputBytes`. */
  #compress(blocks: Uint8Array): void {
    working.state.set(this.#h)
    working.input.set(blocks)
    const end = at.input + blocks.length
    for (let reached = at.input; reached < end; ) {
      reached = program.compress(reached, end)
      const left = working.left[0] ?? 0
      if (left !== 0) this.#collides ||= tests.some((isOneOfTwo, n) => ((left >>> n) & 1) === 1 && isOneOfTwo())
    }
    this.#h.set(working.state)
  }
}
