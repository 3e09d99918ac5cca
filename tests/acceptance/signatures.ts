/** What clients sign: both ways to write the canonical text, the oldest way to sign it, numbers as they were sent. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../packages/client/src/canonical-json.ts'
import { expectRefusal, type TheSubject, unknownHash } from './subject.ts'

/** A client that signs any text at all. */
function newSigner() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  const signed = (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('hex')
  return {
    clientId: Buffer.from(x, 'base64url').toString('hex'),
    /** As all clients do: the 20 bytes of the text's SHA-1. */
    digestOf: (text: string) => signed(createHash('sha1').update(text).digest()),
    /** As the oldest did: the text. */
    text: (text: string) => signed(Buffer.from(text))
  }
}

const body = (payload: string, clientId: string, signature: string) =>
  `{"payload":${payload},"fromClientId":"${clientId}","signature":"${signature}"}`

/** Keys in ASCII, in order already. */
const javascriptJson = (payload: Record<string, unknown>) =>
  JSON.stringify(Object.fromEntries(Object.entries(payload).sort(([a], [b]) => (a < b ? -1 : 1))))

export function signaturesSuite(the: TheSubject): void {
  describe('signatures', () => {
    const payloadWith = (note: string) => ({
      type: 'findFile',
      timestamp: Date.now(),
      hashAlg: 'sha1',
      hash: unknownHash(),
      note
    })
    const notes = { ASCII: 'plain', 'characters beyond ASCII': 'Zürich 名前 😀\u007f\u2028"\\/\n' }

    describe.each(Object.entries(notes))('of a payload with %s', (_, note) => {
      const forms = { 'as Python writes it': canonicalJson, 'as JavaScript writes it': javascriptJson }
      it.each(Object.entries(forms))('%s', async (_, canonical) => {
        const [signer, payload] = [newSigner(), payloadWith(note)]
        const sent = body(JSON.stringify(payload), signer.clientId, signer.digestOf(canonical(payload)))
        const answer = await the().unregistered.post(sent)
        expect(answer.json, answer.text).toEqual({ type: 'findFile', found: false })
      })

      it.each(Object.entries(forms))('%s, the text itself signed, as the oldest clients do', async (_, canonical) => {
        const [signer, payload] = [newSigner(), payloadWith(note)]
        const sent = body(JSON.stringify(payload), signer.clientId, signer.text(canonical(payload)))
        const answer = await the().unregistered.post(sent)
        expect(answer.json, answer.text).toEqual({ type: 'findFile', found: false })
      })

      it('in another encoding on the way than the one that was signed', async () => {
        const [signer, payload] = [newSigner(), payloadWith(note)]
        const escaped = canonicalJson(payload).replace('findFile', '\\u0066indFile')
        const sent = body(` ${escaped} `, signer.clientId, signer.digestOf(javascriptJson(payload)))
        const answer = await the().unregistered.post(sent)
        expect(answer.json, answer.text).toEqual({ type: 'findFile', found: false })
      })
    })

    describe('of numbers', () => {
      const payload = (number: string) => {
        const [hash, now] = [unknownHash(), Date.now()]
        const text = `{"hash":"${hash}","hashAlg":"sha1","ignored":${number},"timestamp":${now},"type":"findFile"}`
        const sent = `{"type": "findFile", "timestamp": ${now}, "ignored": ${number}, "hashAlg": "sha1", "hash": "${hash}"}`
        return { text, sent }
      }
      const numbers = ['5000.0', '0.1', '12345678901234567890', '1e-07', '-0.0', '1E+2', '[1.0,{"a":2.50}]']

      it.each(numbers)('%s counts as it was sent', async number => {
        const signer = newSigner()
        const { text, sent } = payload(number)
        const answer = await the().unregistered.post(body(sent, signer.clientId, signer.digestOf(text)))
        expect(answer.json, answer.text).toEqual({ type: 'findFile', found: false })
      })

      it('5000 is not what was signed where 5000.0 was', async () => {
        const signer = newSigner()
        const { text, sent } = payload('5000.0')
        const answer = await the().unregistered.post(
          body(sent.replace('5000.0', '5000'), signer.clientId, signer.digestOf(text))
        )
        expectRefusal(answer, 401, 'auth.bad_signature')
      })
    })

    describe('that are not right', () => {
      it('of another payload, whatever was changed in it', async () => {
        const { registered } = the()
        const signed = registered.envelope({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash(), note: 'a' })
        const payload = { ...Object(signed.payload), note: 'b' }
        const answer = await registered.post(JSON.stringify({ ...signed, payload }))
        expect(expectRefusal(answer, 401, 'auth.bad_signature')).toContain('kachery-cloud-init')
      })

      it('of another client', async () => {
        const { registered, unregistered } = the()
        const payload = { type: 'initiateFileUpload', hashAlg: 'sha1', hash: unknownHash(), size: 5 }
        const answer = await unregistered.request(payload, { envelope: { fromClientId: registered.clientId } })
        expectRefusal(answer, 401, 'auth.bad_signature')
      })

      it('of the point that fits everything (all zeros, small-order keys)', async () => {
        const { unregistered } = the()
        const smallOrder = `01${'00'.repeat(31)}`
        for (const fromClientId of [smallOrder, '00'.repeat(32), `ec${'ff'.repeat(30)}7f`]) {
          const signature = `${smallOrder}${'00'.repeat(32)}`
          const payload = { type: 'findFile', hashAlg: 'sha1', hash: unknownHash() }
          const answer = await unregistered.request(payload, { envelope: { fromClientId, signature } })
          expectRefusal(answer, 401, 'auth.bad_signature')
        }
      })

      it('with S beyond the order of the group, which would make a second signature of the same', async () => {
        const { registered } = the()
        const signed = registered.envelope({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })
        const answer = await registered.post(JSON.stringify({ ...signed, signature: malleable(signed.signature) }))
        expectRefusal(answer, 401, 'auth.bad_signature')
      })
    })
  })
}

/** The signature with S + L in place of S: the same point, another number. */
function malleable(signature: unknown): string {
  const text = String(signature)
  const order = 2n ** 252n + 27742317777372353535851937790883648493n
  const s = BigInt(`0x${Buffer.from(text.slice(64), 'hex').reverse().toString('hex')}`)
  const more = (s + order).toString(16).padStart(64, '0')
  return text.slice(0, 64) + Buffer.from(more, 'hex').reverse().toString('hex')
}
