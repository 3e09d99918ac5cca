import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { ed25519Verifier } from './ed25519.ts'
import { type JsonNode, member } from './json-node.ts'
import { readJson } from './json-text.ts'
import { verifySignature } from './signature.ts'

const verifier = ed25519Verifier({ cacheSize: 10 })

/** Made with the Python client's own code. Read with readJson, since JSON.parse would lose the digits of `5000.0`. */
const vectors = itemsOf(readJson(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'))).map(vector => ({
  message: member(vector, 'message') ?? vector,
  publicKey: textOf(member(vector, 'publicKeyHex')),
  privateKey: textOf(member(vector, 'privateKeyHex')),
  canonical: textOf(member(vector, 'canonicalJson')),
  signature: textOf(member(vector, 'signature'))
}))

function itemsOf(node: JsonNode): readonly JsonNode[] {
  return node.kind === 'array' ? node.items : []
}
function textOf(node: JsonNode | undefined): string {
  return node?.kind === 'string' ? node.value : ''
}

interface Writing {
  space: string
  reversed?: boolean
  escape?: RegExp
}

/** JSON as some client might send it. */
function write(node: JsonNode, how: Writing): string {
  const text = (value: string) =>
    JSON.stringify(value).replace(
      how.escape ?? /[^ -~]/g,
      unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`
    )
  const separated = (parts: string[]) => parts.join(`,${how.space}`)
  switch (node.kind) {
    case 'object': {
      const entries = how.reversed ? node.entries.toReversed() : node.entries
      return `{${separated(entries.map(({ key, value }) => `${text(key)}:${how.space}${write(value, how)}`))}}`
    }
    case 'array':
      return `[${separated(node.items.map(item => write(item, how)))}]`
    case 'string':
      return text(node.value)
    default:
      return canonicalJson(node, 'python')
  }
}

const writings: [string, Writing][] = [
  ['without spaces', { space: '' }],
  ['with spaces', { space: ' ' }],
  ['over several lines', { space: '\r\n\t' }],
  ['with its keys in another order', { space: ' ', reversed: true }],
  ['unescaped, as browsers do', { space: '', escape: /(?!)/g }],
  ['with more escapes than needed', { space: '', escape: /(?<!\\)[g-z/]/g }]
]

describe('a signature of the Python client', () => {
  it('comes with its 24 vectors', () => {
    expect(vectors).toHaveLength(24)
    for (const { message, canonical } of vectors) expect(canonicalJson(message, 'python')).toBe(canonical)
  })

  it.each(writings)('is accepted where the payload is sent %s', (_, how) => {
    for (const { message, publicKey, signature } of vectors) {
      const sent = readJson(write(message, how))
      expect(verifySignature(verifier, sent, publicKey, signature)).toBe(true)
    }
  })

  it('is refused with any one bit of it changed', () => {
    for (const [n, { message, publicKey, signature }] of vectors.entries()) {
      for (const bit of [0, 255, 256, 511, (n * 97) % 512]) {
        const bytes = Buffer.from(signature, 'hex')
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(verifySignature(verifier, message, publicKey, bytes.toString('hex'))).toBe(false)
      }
    }
  })

  it('is refused with any one character of the payload changed', () => {
    for (const { canonical, publicKey, signature } of vectors.slice(0, 8)) {
      for (let at = 0; at < canonical.length; at++) {
        const other = String.fromCharCode(canonical.charCodeAt(at) ^ 1)
        const changed = read(canonical.slice(0, at) + other + canonical.slice(at + 1))
        if (changed !== undefined) expect(verifySignature(verifier, changed, publicKey, signature)).toBe(false)
      }
    }
  })

  it('is refused where a number was sent with other digits of the same value', () => {
    const vector = vectors.find(({ canonical }) => canonical.includes('5000.0'))
    const { canonical = '', publicKey = '', signature = '' } = vector ?? {}
    expect(verifySignature(verifier, readJson(canonical), publicKey, signature)).toBe(true)
    const respelled = readJson(canonical.replace('5000.0', '5000'))
    expect(verifySignature(verifier, respelled, publicKey, signature)).toBe(false)
  })

  it('is refused for another client, in capitals, and cut short', () => {
    const [first, ninth] = [vectors[0], vectors[8]]
    if (first === undefined || ninth === undefined) throw new Error('vectors are missing')
    const { message, publicKey, signature } = first
    expect(verifySignature(verifier, message, ninth.publicKey, signature)).toBe(false)
    for (const other of [signature.toUpperCase(), signature.slice(2), `${signature}00`, `${signature}\n`, '']) {
      expect(verifySignature(verifier, message, publicKey, other)).toBe(false)
    }
  })
})

function read(text: string): JsonNode | undefined {
  try {
    return readJson(text)
  } catch {
    return undefined
  }
}

const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${vectors[8]?.privateKey}`, 'hex'),
  format: 'der',
  type: 'pkcs8'
})
const clientId = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
const ofDigest = (canonical: string) => sign(null, hash('sha1', canonical, 'buffer'), privateKey).toString('hex')
const ofText = (canonical: string) => sign(null, Buffer.from(canonical), privateKey).toString('hex')

/** Canonical texts by hand: as a browser signs it, and as Python does. */
const forms = [
  {
    javascript: '{"zone":"zöne-名前 \u007f\u2028"}',
    python: String.raw`{"zone":"z\u00f6ne-\u540d\u524d \u007f\u2028"}`
  },
  { javascript: '{"😀":1,"\ufffd":2}', python: String.raw`{"\ufffd":2,"\ud83d\ude00":1}` },
  { javascript: String.raw`{"a":"\n\"\\/\u0001"}`, python: String.raw`{"a":"\n\"\\/\u0001"}` },
  ...['5000.0', '0.1', '12345678901234567890', '1E5', '-0', '1e-7'].map(number => {
    const both = `{"n":[${number}]}`
    return { javascript: both, python: both }
  })
]

describe('a signature made here', () => {
  it.each(forms)(
    'of $python fits in either form, of the digest and of the text, however it was sent',
    ({ javascript, python }) => {
      for (const sent of [javascript, python].map(text => readJson(text))) {
        for (const signed of [javascript, python]) {
          expect(verifySignature(verifier, sent, clientId, ofDigest(signed))).toBe(true)
          expect(verifySignature(verifier, sent, clientId, ofText(signed))).toBe(true)
        }
      }
    }
  )

  it('of a text that is canonical in neither form is refused', () => {
    const mixed = String.raw`{"zone":"z\u00F6ne"}`
    for (const signed of [mixed, '{"zone": "zöne"}']) {
      expect(verifySignature(verifier, readJson(mixed), clientId, ofDigest(signed))).toBe(false)
      expect(verifySignature(verifier, readJson(mixed), clientId, ofText(signed))).toBe(false)
    }
  })

  it('costs one verification where it fits as Python signs, and at most four where it does not fit', () => {
    let count = 0
    const counting: typeof verifier = (...args) => {
      count++
      return verifier(...args)
    }
    const cost = (payload: string, signature: string) => {
      count = 0
      verifySignature(counting, readJson(payload), clientId, signature)
      return count
    }
    const [ascii, other] = ['{"a":"b"}', '{"a":"ö"}']
    expect(cost(ascii, ofDigest(ascii))).toBe(1)
    expect(cost(other, ofDigest(String.raw`{"a":"\u00f6"}`))).toBe(1)
    expect(cost(other, ofDigest(other))).toBe(2)
    expect(cost(ascii, ofDigest(other))).toBe(2)
    expect(cost(other, ofDigest(ascii))).toBe(4)
    expect(cost(ascii, 'zz')).toBe(0)
  })
})
