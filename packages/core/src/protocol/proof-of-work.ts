/** Proof of a little work, which keeps floods of uploads from being free: some 15 ms of a client's time for each. */
import { hash as digestOf } from 'node:crypto'

const zeroBits = 13

/** Whether the SHA-1 of the text hash+token begins with 13 zero bits. Both are hex. */
export function verifyProofOfWork(hash: string, token: string): boolean {
  const digest = digestOf('sha1', hash + token, 'buffer')
  return digest.readUInt32BE(0) >>> (32 - zeroBits) === 0
}
