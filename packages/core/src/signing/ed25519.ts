/**
 * Ed25519, strictly. Under a public key of small order, which is no one's, one signature that nobody made fits many
 * messages, or all; such keys have several spellings, and not every version of node:crypto refuses them (24.21 does, 20
 * does not). Here a key is accepted only in its canonical spelling and outside the small subgroup, and a signature only
 * with its S below the group's order: a client id means one key, and a signature cannot be respelled.
 * Sources: RFC 8032 §5.1; "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020).
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { BoundedCache } from '../bounded-cache.ts'

/** `publicKeyHex`: 64 lower-case hex digits; `signature`: 64 bytes. Whatever is not of that shape is not verified. */
export type Ed25519Verifier = (publicKeyHex: string, signature: Uint8Array, message: Uint8Array) => boolean

/** Keeps the `cacheSize` most recently used keys: making a key object costs a fifth of a verification. */
export function ed25519Verifier({ cacheSize }: { cacheSize: number }): Ed25519Verifier {
  // What a key is does not change with time.
  const keys = new BoundedCache<KeyObject>({ size: cacheSize, now: () => 0, lifeOf: () => Number.POSITIVE_INFINITY })

  function keyOf(publicKeyHex: string): KeyObject | undefined {
    const kept = keys.peek(publicKeyHex)
    if (kept !== undefined) return kept
    if (!isAcceptableKey(publicKeyHex)) return undefined
    const der = Buffer.from(spkiPrefix + publicKeyHex, 'hex')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    keys.set(publicKeyHex, key)
    return key
  }

  return (publicKeyHex, signature, message) => {
    if (signature.length !== 64 || !isCanonicalS(signature)) return false
    const key = keyOf(publicKeyHex)
    return key !== undefined && verify(null, message, key, signature)
  }
}

/** What stands before the 32 bytes of the key in its SubjectPublicKeyInfo (RFC 8410 §4). */
const spkiPrefix = '302a300506032b6570032100'

/**
 * Whether a key is in its canonical spelling and somebody's. A key is y, little-endian, with the sign of x in its
 * highest bit. Not acceptable: y ≥ p, and the y of the eight points of small order, with either sign.
 */
export function isAcceptableKey(publicKeyHex: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(publicKeyHex) || /^(?:e[d-f]|f.)(?:ff){30}[7f]f$/.test(publicKeyHex)) return false
  const highest = Number.parseInt(publicKeyHex.charAt(62), 16) % 8
  return !smallOrderY.has(`${publicKeyHex.slice(0, 62)}${highest}${publicKeyHex.charAt(63)}`)
}

const smallOrderY: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000', // order 4
  '0100000000000000000000000000000000000000000000000000000000000000', // order 1
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 2
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', // order 8
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a' // order 8
])

/** L, the order of the group, little-endian. */
const order = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')

/** Whether a signature's S, its second 32 bytes, little-endian, is below L. */
export function isCanonicalS(signature: Uint8Array): boolean {
  for (let at = 31; at >= 0; at--) {
    const difference = (signature[32 + at] ?? 0) - (order[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
