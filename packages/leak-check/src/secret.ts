/** What is secret, and what of it shows by itself wherever it is written down. */

export type Kind =
  | 'storage key'
  | 'AWS session token'
  | 'origin secret'
  | 'gateway key'
  | 'database password'
  | 'GitHub client secret'
  | 'GitHub token'
  | 'OAuth code'
  | 'OAuth state'
  | 'PKCE verifier'
  | 'reCAPTCHA secret'
  | 'reCAPTCHA token'
  | 'session'
  | 'API key'
  | 'share token'
  | 'setup token'
  | 'webhook secret'
  | 'client private key'
  | 'work token'
  | 'presigned URL'

/** Characters or bytes: what is shorter would be found by accident. */
export const shortest = 8

/** The first group, or else the whole, is the secret itself. */
interface Shape {
  kind: Kind
  looks: RegExp
}

export const shapes: readonly Shape[] = [
  { kind: 'API key', looks: /kachery_[0-9a-f]{64}/g },
  { kind: 'share token', looks: /link_[0-9a-f]{32}/g },
  { kind: 'webhook secret', looks: /whsec_[0-9a-f]{64}/g },
  { kind: 'client private key', looks: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
  { kind: 'GitHub token', looks: /gh[opsu]_[A-Za-z0-9]{36}/g },
  // Encrypted with a key that both ends have: what seals sessions and sign-ins.
  { kind: 'session', looks: /eyJ[\w-]{20,}\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}/g },
  { kind: 'presigned URL', looks: /X-Amz-Signature(?:=|%3D)([0-9a-f]{64})/g },
  // Of the object store in memory.
  { kind: 'presigned URL', looks: /memory:\/\/[^\s"\\]+\?method=(?:GET|PUT)&[\w=&]+/g }
]
