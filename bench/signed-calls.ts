/** Signed findFile requests, and what a bare verification of each needs, made beforehand. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { digestOf, type KacheryClient, sha1 } from '../packages/client/src/kachery-client.ts'
import { newClient, zone } from './kachery-calls.ts'

export interface SignedCall {
  client: KacheryClient
  hash: string
  body: string
  /** The same request from nobody. */
  unsignedBody: string
  key: KeyObject
  /** What was signed, and the signature: bytes. */
  digest: Buffer
  signature: Buffer
}

/** Different ones, from some clients for some files: engines are fast at doing the very same thing again. */
export function signedCalls(count: number, clients = 8, files = 32): SignedCall[] {
  const people = Array.from({ length: clients }, () => {
    const client = newClient()
    return { client, key: keyOf(client.clientId) }
  })
  return Array.from({ length: count }, (_, n) => {
    const person = people[n % clients]
    if (person === undefined) throw new RangeError('There must be a client.')
    const hash = sha1(`file ${n % files}`)
    const payload = { type: 'findFile', timestamp: Date.now() + n, hashAlg: 'sha1', hash, zone }
    const envelope = {
      payload,
      fromClientId: person.client.clientId,
      signature: person.client.sign(payload)
    }
    return {
      ...person,
      hash,
      body: JSON.stringify(envelope),
      unsignedBody: JSON.stringify({ payload }),
      digest: digestOf(payload),
      signature: Buffer.from(envelope.signature, 'hex')
    }
  })
}

/** A SubjectPublicKeyInfo of Ed25519 is these bytes and the key. */
const keyOf = (clientId: string) =>
  createPublicKey({ key: Buffer.from(`302a300506032b6570032100${clientId}`, 'hex'), format: 'der', type: 'spki' })

/** Endlessly in turn, each prepared for its own use. */
export function inTurn<T>(things: readonly T[]): (n: number) => T {
  return n => {
    const thing = things[n % things.length]
    if (thing === undefined) throw new RangeError('There is nothing to take in turn.')
    return thing
  }
}
