/**
 * SHA-1 that tells content which is made to collide, as the published counter-cryptanalysis does: Stevens, "Counter-cryptanalysis"
 * (CRYPTO 2013), and Stevens and Shumow, "Speeding up detection of SHA-1 collision attacks using unavoidable attack conditions"
 * (USENIX Security 2017). Each known attack makes two blocks that differ by one of 32 disturbance vectors; a block is one of
 * them where the block that differs so leads, from the same state in the middle, to the same result. Few blocks meet the
 * conditions on message bits that a vector can't do without; the others are not looked at any further. Its state can be saved, for another worker to go on with.
 */

import { conditions, tested } from './sha1-vectors.ts'

/** The lines of code that leave in `m` the vectors whose conditions the block meets; most blocks soon have none left. */
const checks = conditions
  .trim()
  .split(/\s+/)
  .map((text, n) => {
    const [, i, a, sign, j, b, mask = ''] = /^(\d+)\.(\d+)([=!])(\d+)\.(\d+):(\w+)$/.exec(text) ?? []
    const differ = `((w${i} >>> ${a}) ^ (w${j} >>> ${b})) & 1`
    const kept = sign === '=' ? `((${differ}) - 1)` : `-(${differ})`
    return `m &= ${kept} | ${~Number.parseInt(mask, 36)};${n % 12 === 11 ? ' if (m === 0) break conditions;' : ''}`
  })

const words = (line: (t: number) => string, from = 0, to = 80) =>
  Array.from({ length: to - from }, (_, n) => line(from + n)).join('\n')

const functions = ['d ^ (b & (c ^ d))', 'b ^ c ^ d', '(b & c) | (d & (b | c))', 'b ^ c ^ d']
const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0]

const step = (t: number): string => `
  ${t === 58 || t === 65 ? `const a${t} = a, b${t} = b, c${t} = c, d${t} = d, e${t} = e;` : ''}
  e = (((a << 5) | (a >>> 27)) + (${functions[Math.floor(t / 20)]}) + e + ${constants[Math.floor(t / 20)]} + w${t}) | 0;
  { const last = e; e = d; d = c; c = (b << 30) | (b >>> 2); b = a; a = last; }`

/** A block’s step, with all rounds written out: in loops it took four times as long (decision 0222). */
type Compress = (h: Int32Array, from: Uint8Array, at: number, block: ExpandedBlock) => number

/** Of a block that may be one of two: its 80 words, and the states before steps 58 and 65. */
interface ExpandedBlock {
  w: Int32Array
  at58: Int32Array
  at65: Int32Array
}

const compress = new Function(
  ...['h', 'from', 'at', 'block'],
  `let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], m = -1;
  ${words(t => `const w${t} = (from[at + ${4 * t}] << 24) | (from[at + ${4 * t + 1}] << 16) | (from[at + ${4 * t + 2}] << 8) | from[at + ${4 * t + 3}];`, 0, 16)}
  ${words(t => `const x${t} = w${t - 3} ^ w${t - 8} ^ w${t - 14} ^ w${t - 16}, w${t} = (x${t} << 1) | (x${t} >>> 31);`, 16)}
  ${words(step)}
  h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e;
  conditions: { ${checks.join('\n')} }
  if (m !== 0) {
    const { w, at58, at65 } = block;
    ${words(t => `w[${t}] = w${t};`)}
    ${[58, 65].flatMap(t => [...'abcde'].map((name, n) => `at${t}[${n}] = ${name}${t};`)).join('\n')}
  }
  return m`
) as Compress

const start = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

/** Of a state: five words of it, how many bytes it has, whether they collide, and the bytes of the block that is not full. */
const stateBytes = 20 + 8 + 1 + 64

export class Sha1 {
  readonly #h = Int32Array.from(start)
  readonly #expanded = { w: new Int32Array(80), at58: new Int32Array(5), at65: new Int32Array(5) }
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
    let at = 0
    const filled = this.#bytes % 64
    this.#bytes += chunk.length
    if (filled > 0) {
      at = Math.min(64 - filled, chunk.length)
      this.#rest.set(chunk.subarray(0, at), filled)
      if (filled + at < 64) return
      this.#block(this.#rest, 0)
    }
    for (; at + 64 <= chunk.length; at += 64) this.#block(chunk, at)
    this.#rest.set(chunk.subarray(at))
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

  #block(from: Uint8Array, at: number): void {
    const left = compress(this.#h, from, at, this.#expanded)
    if (left !== 0) this.#collides ||= this.#isOneOfTwo(left)
  }

  /** Whether the other block of a vector leads to the same result, from whatever it begins with. */
  #isOneOfTwo(left: number): boolean {
    const { w, at58, at65 } = this.#expanded
    return tested.some(({ difference, from }, n) => {
      if (((left >>> n) & 1) === 0) return false
      const other = w.map((word, t) => word ^ (difference[t] ?? 0))
      const begins = (from === 58 ? at58 : at65).slice()
      const ends = begins.slice()
      backward(begins, other, from)
      forward(ends, other, from, 80)
      return this.#h.every((word, at) => word === (((begins[at] ?? 0) + (ends[at] ?? 0)) | 0))
    })
  }
}

const mixed = (t: number, b: number, c: number, d: number): number =>
  t < 20 ? d ^ (b & (c ^ d)) : t >= 40 && t < 60 ? (b & c) | (d & (b | c)) : b ^ c ^ d

function forward(state: Int32Array, w: Int32Array, from: number, to: number): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let t = from; t < to; t++) {
    const constant = constants[Math.floor(t / 20)] ?? 0
    const next = (((a << 5) | (a >>> 27)) + mixed(t, b, c, d) + e + constant + (w[t] ?? 0)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state.set([a, b, c, d, e])
}

/** From the state before step `to` to the one before step 0. */
function backward(state: Int32Array, w: Int32Array, to: number): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (let t = to - 1; t >= 0; t--) {
    const next = a
    a = b
    b = (c << 2) | (c >>> 30)
    c = d
    d = e
    const constant = constants[Math.floor(t / 20)] ?? 0
    e = (next - ((a << 5) | (a >>> 27)) - mixed(t, b, c, d) - constant - (w[t] ?? 0)) | 0
  }
  state.set([a, b, c, d, e])
}
