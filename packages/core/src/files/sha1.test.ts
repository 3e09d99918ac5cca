/** SHA-1 with detection of collisions. */
import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { collisions } from '../../testing/sha1-collisions.ts'
import { Sha1 } from './sha1.ts'

const digestOf = (...chunks: Uint8Array[]) => {
  const hash = new Sha1()
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest()
}
const sha1Of = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')

it('has the digest of Node’s own, however the content comes in pieces, and goes on from a saved state', () => {
  for (let size = 0; size < 300; size++) {
    const bytes = randomBytes(size)
    const at = Math.floor(Math.random() * size)
    const first = new Sha1()
    first.update(bytes.subarray(0, at))
    const second = new Sha1(first.save())
    second.update(bytes.subarray(at))
    expect(second.digest()).toEqual({ sha1: sha1Of(bytes), collides: false })
  }
})

it('takes no other content for one that collides: random bytes, zeros, text', () => {
  const contents = [randomBytes(4_000_000), Buffer.alloc(500_000), Buffer.from('0123456789abcdef\n'.repeat(30_000))]
  for (const content of contents) expect(digestOf(content)).toEqual({ sha1: sha1Of(content), collides: false })
})

describe.each(Object.entries(collisions))('%s', (_, message) => {
  it('collides, with its digest, from any saved state on', () => {
    expect(digestOf(message)).toEqual({ sha1: sha1Of(message), collides: true })
    for (let at = 0; at < message.length; at += 37) {
      const first = new Sha1()
      first.update(message.subarray(0, at))
      const second = new Sha1(first.save())
      second.update(message.subarray(at))
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
