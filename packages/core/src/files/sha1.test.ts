/** SHA-1 with detection of collisions. */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { collisions } from '../../testing/sha1-collisions.ts'
import { Sha1 } from './sha1.ts'
import { at, inputBytes, program } from './sha1-module.ts'
import { conditions } from './sha1-vectors.ts'

const digestOf = (...chunks: Uint8Array[]) => {
  const hash = new Sha1()
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest()
}
const sha1Of = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')

/** Where content of a size is cut: at random, and so that several cuts fall on one place. */
const cutsOf = (size: number) =>
  Array.from({ length: randomInt(6) }, () => randomInt(size + 1)).toSorted((one, other) => one - other)

it.each([
  ['small', Array.from({ length: 300 }, (_, size) => size)],
  ['of about what is taken at once', [-65, -64, -63, -1, 0, 1, 63, 64, 65, 192].map(more => inputBytes + more)],
  ['larger', Array.from({ length: 30 }, () => randomInt(5 * inputBytes))]
])(
  'has the digest of Node’s own, however the content comes in pieces, and goes on from saved states: %s',
  (_, sizes) => {
    for (const size of sizes) {
      const bytes = randomBytes(size + 3).subarray(3)
      const cuts = [0, ...cutsOf(size), size]
      let hash = new Sha1()
      cuts.slice(1).forEach((end, n) => {
        hash.update(bytes.subarray(cuts[n], end))
        if (randomInt(2) === 1) hash = new Sha1(hash.save())
      })
      expect(hash.digest()).toEqual({ sha1: sha1Of(bytes), collides: false })
    }
  }
)

it('hashes many files at the same time', () => {
  const files = [1_000, 70_000, 200_000].map(size => ({ bytes: randomBytes(size), hash: new Sha1() }))
  for (let from = 0; from < 200_000; from += 777)
    for (const { bytes, hash } of files) hash.update(bytes.subarray(from, from + 777))
  for (const { bytes, hash } of files) expect(hash.digest()).toEqual({ sha1: sha1Of(bytes), collides: false })
})

it('goes on from a state that an earlier release saved', () => {
  const state = Buffer.from('HqyyXtWXDRDxc2ljV3G8Ohe0isVAdIAAAAAAAAFhbmQgbW9yZQ==', 'base64')
  const hash = new Sha1(Buffer.concat([state], 93))
  hash.update(Buffer.from(' than that'))
  const whole = Buffer.concat([collisions['SHAttered, the one'], Buffer.from('and more than that')])
  expect(hash.digest()).toEqual({ sha1: sha1Of(whole), collides: true })
})

describe('a block', () => {
  const word = (t: number) => new Int32Array(program.memory.buffer, at.words + 16 * t)[0] ?? 0
  const compress = (block: Uint8Array) => {
    new Uint8Array(program.memory.buffer, at.input, 64).set(block)
    program.compress(at.input, at.input + 64)
    return new Int32Array(program.memory.buffer, at.left)[0] ?? 0
  }

  it('may be of the vectors all of whose conditions it meets, and of no other', () => {
    for (let n = 0; n < 500; n++) {
      const left = compress(randomBytes(64))
      const missed = conditions.filter(
        ({ i, a, j, b, differ }) => (((word(i) >>> a) ^ (word(j) >>> b)) & 1) !== Number(differ)
      )
      expect(left).toBe(missed.reduce((vectors, { mask }) => vectors & ~mask, -1))
    }
  })

  it.each(['isOneOfTwoFrom58', 'isOneOfTwoFrom65'] as const)(
    'leads to its own state, and others to others: %s',
    name => {
      const free = at.input + inputBytes + 192
      const differences = new Int32Array(program.memory.buffer, free, 80)
      for (let t = -1; t < 80; t++) {
        compress(randomBytes(64))
        differences.fill(0)
        if (t >= 0) differences[t] = 1
        expect(program[name](free)).toBe(t < 0 ? 1 : 0)
      }
    }
  )
})

it('takes no other content for one that collides: random bytes, zeros, text', () => {
  const contents = [randomBytes(4_000_000), Buffer.alloc(500_000), Buffer.from('0123456789abcdef\n'.repeat(30_000))]
  for (const content of contents) expect(digestOf(content)).toEqual({ sha1: sha1Of(content), collides: false })
})

describe.each(Object.entries(collisions))('%s', (_, message) => {
  it('collides, with its digest, from any saved state on', () => {
    expect(digestOf(message)).toEqual({ sha1: sha1Of(message), collides: true })
    const cuts = Array.from({ length: Math.ceil(message.length / 37) }, (_, n) => 37 * n)
    for (const cut of [...cuts, message.length]) {
      const first = new Sha1()
      first.update(message.subarray(0, cut))
      const second = new Sha1(first.save())
      second.update(message.subarray(cut))
      expect(second.digest().collides).toBe(true)
    }
  })

  it('collides also with other content behind it, as files that are made of it have', () => {
    expect(digestOf(message, randomBytes(1_000)).collides).toBe(true)
  })

  it('does not collide where a bit of its last blocks is another', () => {
    for (const at of [message.length - 1, message.length - 60]) {
      const other = message.slice()
      other[at] = (other[at] ?? 0) ^ 1
      expect(digestOf(other)).toEqual({ sha1: sha1Of(other), collides: false })
    }
  })
})

it('tells nothing of a published pair but what it is: both have one digest', () => {
  const [one, other, third, fourth] = Object.values(collisions).map(message => digestOf(message).sha1)
  expect([one, third]).toEqual([other, fourth])
})
