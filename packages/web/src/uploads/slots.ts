/** How much goes on side by side: so many at once, and so many bytes. Whoever asked first goes first. */

export class Slots {
  readonly #most: { count: number; bytes: number }
  readonly #waiting: { bytes: number; go(): void }[] = []
  #count = 0
  #bytes = 0

  constructor(most: { count: number; bytes?: number }) {
    this.#most = { bytes: Number.POSITIVE_INFINITY, ...most }
  }

  /** Runs it when there is room; what is larger than all room, alone. Throws where `signal` is aborted before. */
  async run<T>(bytes: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(bytes, signal)
    try {
      return await work()
    } finally {
      this.#count -= 1
      this.#bytes -= bytes
      this.#letIn()
    }
  }

  #enter(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(one), 1)
      reject(signal.reason)
      this.#letIn()
    }
    const one = {
      bytes,
      go: () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
    }
    signal.addEventListener('abort', leave, { once: true })
    this.#waiting.push(one)
    this.#letIn()
    return promise
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#hasRoom(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#count += 1
      this.#bytes += next.bytes
      next.go()
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#count === 0 || (this.#count < this.#most.count && this.#bytes + bytes <= this.#most.bytes)
  }
}
