/** A key that the deployment made, as its parameter holds it: 32 bytes as hex. What is no such key counts as absent. */
export function keyBytes(text: string): Uint8Array | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, 'hex') : undefined
}
