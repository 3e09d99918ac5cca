/** A client's key pair and proof, in the browser: its private key is never sent anywhere. WebCrypto alone. */
import { fromHex, toHex } from './hex.ts'

export interface NewClient {
  clientId: string
  /** That whoever registers it holds its private key. */
  signature: string
  /** As the Python client reads them: base64 on one line, no line end after the last. */
  privatePem: string
  publicPem: string
  /** 64 hex digits: what KACHERY_CLOUD_PRIVATE_KEY is set to. */
  privateKey: string
}

/** DER of an Ed25519 key before its 32 bytes (RFC 8410). The Python client knows keys by just these. */
const privatePrefix = '302e020100300506032b657004220420'
const publicPrefix = '302a300506032b6570032100'

/** The text whose SHA-1 a client signs to be registered, in its canonical form. */
const proofText = '{"type":"addClient"}'

const proofMessage = () => crypto.subtle.digest('SHA-1', new TextEncoder().encode(proofText))

/**
 * Whether the link's signature is the client's own. undefined: this browser cannot tell, since it has no Ed25519 or the
 * page came over plain http; the gateway can.
 */
export async function provesClient(clientId: string, signature: string): Promise<boolean | undefined> {
  try {
    const key = await crypto.subtle.importKey('raw', fromHex(clientId), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, fromHex(signature), await proofMessage())
  } catch {
    return undefined
  }
}

/** Throws where this browser cannot. */
export async function makeClient(): Promise<NewClient> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('no key pair')
  const privateHex = toHex(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  const publicHex = toHex(await crypto.subtle.exportKey('spki', pair.publicKey))
  if (!privateHex.startsWith(privatePrefix) || !publicHex.startsWith(publicPrefix)) throw new Error('unknown format')
  return {
    clientId: publicHex.slice(publicPrefix.length),
    signature: toHex(await crypto.subtle.sign('Ed25519', pair.privateKey, await proofMessage())),
    privatePem: pem('PRIVATE KEY', privateHex),
    publicPem: pem('PUBLIC KEY', publicHex),
    privateKey: privateHex.slice(privatePrefix.length)
  }
}

const pem = (what: string, hex: string) =>
  `-----BEGIN ${what}-----\n${btoa(String.fromCharCode(...fromHex(hex)))}\n-----END ${what}-----`
