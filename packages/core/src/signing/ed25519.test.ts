import { generateKeyPairSync, hash, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ed25519Verifier, isAcceptableKey, isCanonicalS } from './ed25519.ts'

const strict = ed25519Verifier({ cacheSize: 10 })
const hex = (text: string) => Buffer.from(text, 'hex')

// The curve -x² + y² = 1 + d·x²·y² over p, just enough to find its eight points of small order anew.
const p = 2n ** 255n - 19n
const L = 2n ** 252n + 27742317777372353535851937790883648493n
const mod = (n: bigint) => ((n % p) + p) % p
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = mod(base), left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) {
    if (left & 1n) result = mod(result * square)
  }
  return result
}
const inverse = (n: bigint) => power(n, p - 2n)
const d = mod(-121665n * inverse(121666n))
type Point = { x: bigint; y: bigint }
function add(a: Point, b: Point): Point {
  const product = d * a.x * a.y * b.x * b.y
  return {
    x: mod((a.x * b.y + b.x * a.y) * inverse(mod(1n + product))),
    y: mod((a.y * b.y + a.x * b.x) * inverse(mod(1n - product)))
  }
}
function times(n: bigint, point: Point): Point {
  let result: Point = { x: 0n, y: 1n }
  for (let double = point, left = n; left > 0n; left >>= 1n, double = add(double, double)) {
    if (left & 1n) result = add(result, double)
  }
  return result
}
function pointAt(y: bigint): Point | undefined {
  const square = mod((y * y - 1n) * inverse(mod(d * y * y + 1n)))
  const root = power(square, (p + 3n) / 8n)
  const x = [root, mod(root * power(2n, (p - 1n) / 4n))].find(candidate => mod(candidate * candidate) === square)
  return x === undefined ? undefined : { x, y }
}
const littleEndian = (n: bigint) => Buffer.from(n.toString(16).padStart(64, '0'), 'hex').reverse()

/** y of the points of small order: L times any point, and what comes of adding that to itself. */
function smallOrderYs(): Set<bigint> {
  const found = new Set<bigint>()
  for (let y = 2n; found.size < 5; y++) {
    const point = pointAt(y)
    if (point === undefined) continue
    const small = times(L, point)
    for (let n = 1n; n <= 8n; n++) found.add(times(n, small).y)
  }
  return found
}

/** Every spelling of y as a key: as it is and above p, with either sign of x. */
const spellings = (y: bigint) =>
  [y, y + p].filter(n => n < 2n ** 255n).flatMap(n => [n, n + 2n ** 255n].map(key => littleEndian(key).toString('hex')))

describe('the vectors of RFC 8032, section 7.1', () => {
  it.each([
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
    ],
    [
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'
    ],
    [
      'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704'
    ]
  ])('of key %s is accepted, and refused with another message', (key, message, signature) => {
    expect(strict(key, hex(signature), hex(message))).toBe(true)
    expect(strict(key, hex(signature), hex(`${message}00`))).toBe(false)
  })
})

describe('keys that are no one’s', () => {
  const keys = Array.from(smallOrderYs(), spellings).flat()
  /** The base point and 1: fits wherever the rest of the equation, [h]A, comes to nothing. Nobody signed it. */
  const forged = Buffer.from(`58${'66'.repeat(31)}01${'00'.repeat(31)}`, 'hex')

  /**
   * Messages that the forgery fits by the equation of RFC 8032, [S]B = R + [h]A. Reckoned here, since versions of
   * node:crypto differ: that of Node 20 accepts all of these, that of Node 24.21 none.
   */
  function fitting(key: string): Buffer[] {
    const spelled = BigInt(`0x${hex(key).reverse().toString('hex')}`)
    const point = pointAt(mod(spelled % 2n ** 255n))
    if (point === undefined) return []
    return Array.from({ length: 64 }, (_, n) => Buffer.from(`message ${n}`)).filter(message => {
      const h = hash('sha512', Buffer.concat([forged.subarray(0, 32), hex(key), message]), 'buffer')
      const { x, y } = times((BigInt(`0x${h.reverse().toString('hex')}`) % L) % 8n, point)
      return x === 0n && y === 1n
    })
  }

  it('are refused in each of their spellings, for messages that a forgery fits', () => {
    // 5 values of y, two of them (0 and 1) also above p, each with both signs: the 14 of the literature.
    expect(new Set(keys).size).toBe(14)
    for (const key of keys) {
      // By us, whatever the version of node:crypto would say.
      expect(isAcceptableKey(key)).toBe(false)
      const messages = fitting(key)
      expect(messages.length).toBeGreaterThan(0)
      for (const message of messages) expect(strict(key, forged, message)).toBe(false)
    }
  })

  it('are refused where y is p or more, whether on the curve or not', () => {
    for (let y = p; y < 2n ** 255n; y++) {
      for (const n of [y, y + 2n ** 255n]) {
        expect(isAcceptableKey(littleEndian(n).toString('hex'))).toBe(false)
        expect(strict(littleEndian(n).toString('hex'), forged, Buffer.from('message'))).toBe(false)
      }
    }
  })
})

describe('keys that are next to them', () => {
  it('are acceptable: the highest y below p that is of no small order, and the lowest', () => {
    for (const y of [2n, 3n, p - 2n, p - 3n, 2n ** 254n]) {
      for (const key of spellings(y).slice(0, 2)) expect(isAcceptableKey(key)).toBe(true)
    }
  })
})

describe('a signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
  const message = Buffer.from('message')
  const signature = sign(null, message, privateKey)

  it('respelled with S + L is refused', () => {
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`)
    for (const respelled of [s + L, s + 2n * L, s + 8n * L, L, L + 1n, 2n ** 256n - 1n]) {
      const malleated = Buffer.concat([signature.subarray(0, 32), littleEndian(respelled)])
      expect(isCanonicalS(malleated)).toBe(false)
      expect(strict(key, malleated, message)).toBe(false)
    }
    for (const canonical of [0n, 1n, s, L - 1n]) {
      expect(isCanonicalS(Buffer.concat([signature.subarray(0, 32), littleEndian(canonical)]))).toBe(true)
    }
  })

  it('of another length, or a key of another shape, is refused without an exception', () => {
    expect(strict(key, signature, message)).toBe(true)
    for (const n of [0, 32, 63]) expect(strict(key, signature.subarray(0, n), message)).toBe(false)
    expect(strict(key, Buffer.concat([signature, Buffer.alloc(1)]), message)).toBe(false)
    for (const other of ['', key.toUpperCase(), `${key}00`, key.slice(2), `${key}\n`, key.replace(/^./, 'g')]) {
      expect(strict(other, signature, message)).toBe(false)
    }
  })

  it('under random bytes for a key or with random bytes for itself is refused without an exception', () => {
    const bytes = (n: number) => fc.uint8Array({ minLength: n, maxLength: n })
    fc.assert(
      fc.property(bytes(32), bytes(64), (otherKey, otherSignature) => {
        expect(strict(Buffer.from(otherKey).toString('hex'), signature, message)).toBe(false)
        expect(strict(key, otherSignature, message)).toBe(false)
      })
    )
  })

  it('is judged alike whether its key is kept or was dropped for others', () => {
    const small = ed25519Verifier({ cacheSize: 2 })
    const pairs = Array.from({ length: 5 }, () => generateKeyPairSync('ed25519'))
    for (let round = 0; round < 3; round++) {
      for (const pair of pairs) {
        const own = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
        expect(small(own, sign(null, message, pair.privateKey), message)).toBe(true)
        expect(small(own, signature, message)).toBe(false)
        expect(small(key, signature, message)).toBe(true)
      }
    }
  })
})
