/**
 * A client's signature of a payload. It signs the 20 bytes of the SHA-1 of the payload's canonical text; the oldest
 * clients signed the text itself. We cannot know which of the two canonical forms a client wrote, so both are tried.
 */
import { hash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { Ed25519Verifier } from './ed25519.ts'
import type { JsonNode } from './json-node.ts'

/**
 * `clientId`: the public key, 64 lower-case hex digits; `signatureHex`: 128. Costs one verification where a Python
 * client signed, or any client a payload of printable ASCII; at most four where the signature is wrong.
 */
export function verifySignature(
  verifier: Ed25519Verifier,
  payload: JsonNode,
  clientId: string,
  signatureHex: string
): boolean {
  if (!/^[0-9a-f]{128}$/.test(signatureHex)) return false
  const signature = Buffer.from(signatureHex, 'hex')
  const signs = (message: Uint8Array) => verifier(clientId, signature, message)

  const python = canonicalJson(payload, 'python')
  if (signs(sha1(python))) return true
  const javascript = canonicalJson(payload, 'javascript')
  const differ = javascript !== python
  return (differ && signs(sha1(javascript))) || signs(Buffer.from(python)) || (differ && signs(Buffer.from(javascript)))
}

/** By its digits: a `buffer` has memory outside the heap, which costs collecting it more than all of the rest. */
const sha1 = (text: string) => Buffer.from(hash('sha1', text, 'hex'), 'hex')
