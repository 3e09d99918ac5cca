import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import { newClient } from '../../../core/testing/test-gateway.ts'
import { makeClient, provesClient } from './client-keys.ts'

const message = createHash('sha1').update('{"type":"addClient"}').digest()

it('a client is made as the two files that the Python client reads', async () => {
  const { clientId, privatePem, publicPem } = await makeClient()
  expect(clientId).toMatch(/^[0-9a-f]{64}$/)
  expect(privatePem.split('\n')).toEqual([
    '-----BEGIN PRIVATE KEY-----',
    expect.stringMatching(/^[A-Za-z0-9+/]{64}$/),
    '-----END PRIVATE KEY-----'
  ])
  expect(publicPem.split('\n')).toHaveLength(3)
  const spki = createPublicKey(publicPem).export({ format: 'der', type: 'spki' })
  expect(spki.subarray(-32).toString('hex')).toBe(clientId)
  const signature = sign(null, message, createPrivateKey(privatePem))
  expect(verify(null, message, createPublicKey(publicPem), signature)).toBe(true)
})

it('its signature is the proof that registering wants, and nobody else’s', async () => {
  const { clientId, signature } = await makeClient()
  expect(await provesClient(clientId, signature)).toBe(true)
  expect(await provesClient(newClient().clientId, signature)).toBe(false)
  expect(
    await provesClient(
      clientId,
      signature.replace(/^./, first => (first === '0' ? '1' : '0'))
    )
  ).toBe(false)
})

it('a key that is none is nothing that this browser can tell of', async () => {
  expect(await provesClient('ab', '00')).toBeUndefined()
})
