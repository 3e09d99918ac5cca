/** A text of any length that is made bit by bit, as the bytes that are to be stored. */
import { isSliceOver, nextSlice } from '../time-slice.ts'

/** Characters that are kept before they become bytes. */
const step = 65_536

export class LongText {
  readonly #chunks: Buffer[] = []
  #begun = ''
  #size = 0

  /** bytes */
  get size(): number {
    this.#seal()
    return this.#size
  }

  add(text: string): this {
    this.#begun += text
    if (this.#begun.length > step) this.#seal()
    return this
  }

  /** The texts of many, with commas between them, in slices of time. */
  async addAll<T>(all: Iterable<T>, textOf: (one: T) => string): Promise<this> {
    let comma = ''
    for (const one of all) {
      this.add(comma + textOf(one))
      comma = ','
      if (isSliceOver()) await nextSlice()
    }
    return this
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    this.#seal()
    yield* this.#chunks
  }

  #seal(): void {
    if (this.#begun === '') return
    const chunk = Buffer.from(this.#begun)
    this.#begun = ''
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }
}
