/** Requests that are wrong in themselves: a status, a code that never changes, and one sentence that helps. */
import { describe, expect, it } from 'vitest'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { expectRefusal, expectSame, newBytes, type TheSubject, unknownHash, uploaded } from './subject.ts'

const aSignature = '0'.repeat(128)
const find = () => ({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })

export function refusalsSuite(the: TheSubject): void {
  describe('refusals', () => {
    const bodies: [what: string, body: string | Uint8Array<ArrayBuffer>, code: string][] = [
      ['an empty body', '', 'request.empty'],
      ['bytes that are no text', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'request.not_utf8'],
      ['no JSON', '{"payload": ', 'request.not_json'],
      ['a key given twice', '{"payload": {}, "payload": {}}', 'request.not_json'],
      ['an unpaired surrogate', '{"payload": {"type": "\\ud800"}}', 'request.not_json'],
      ['nesting deeper than 32', `{"payload": ${'['.repeat(33)}${']'.repeat(33)}}`, 'request.not_json'],
      ['very deep nesting', '['.repeat(60_000), 'request.not_json'],
      ['a list', '[]', 'request.invalid'],
      ['no payload', '{}', 'request.invalid'],
      ['a payload that is a text', '{"payload": "findFile"}', 'request.invalid'],
      ['no type', '{"payload": {"timestamp": 1}}', 'request.unknown_type'],
      ['__proto__ for a type', '{"payload": {"__proto__": {"type": "findFile"}}}', 'request.unknown_type']
    ]
    it.each(bodies)('%s', async (_, body, code) => {
      expectRefusal(await the().registered.post(body), 400, code)
    })

    const payloads: [what: string, payload: Record<string, unknown>, says: string][] = [
      ['an unknown type', { type: 'addClient' }, 'findFile'],
      ['another hash', { ...find(), hashAlg: 'md5' }, 'hashAlg'],
      ['a hash in capitals', { ...find(), hash: unknownHash().toUpperCase() }, 'hash'],
      ['a hash that is too short', { ...find(), hash: 'abc' }, 'hash'],
      ['a zone that is a path', { ...find(), zone: '../other' }, 'zone'],
      ['a timestamp in words', { ...find(), timestamp: 'now' }, 'timestamp'],
      ['a size with a fraction', { ...find(), type: 'initiateFileUpload', size: 1.5 }, 'size'],
      ['a negative size', { ...find(), type: 'initiateFileUpload', size: -1 }, 'size'],
      ['no object key', { ...find(), type: 'finalizeFileUpload', size: 1 }, 'objectKey'],
      ['a client id that is none', { type: 'getClientInfo', clientId: 'me' }, 'clientId'],
      ['a resource that is a path trick', { type: 'getResourceInfo', resourceName: 'a/../b' }, 'resourceName']
    ]
    it.each(payloads)('%s', async (_, payload, says) => {
      const code = payload.type === 'addClient' ? 'request.unknown_type' : 'request.invalid'
      expect(expectRefusal(await the().registered.request(payload), 400, code)).toContain(says)
    })

    const envelopes: [what: string, envelope: Record<string, unknown>, code: string][] = [
      ['a client id and no signature', { signature: undefined }, 'auth.incomplete_signature'],
      ['a signature and no client id', { fromClientId: undefined }, 'auth.incomplete_signature'],
      ['a signature in capitals', { signature: 'A'.repeat(128) }, 'auth.incomplete_signature'],
      ['a client and a GitHub user at once', { githubUserId: 'a', githubAccessToken: 'b' }, 'auth.two_identities'],
      [
        'a GitHub user and no token',
        { fromClientId: undefined, signature: undefined, githubUserId: 'a' },
        'auth.incomplete_github_identity'
      ],
      ['a signature of nothing', { fromClientId: 'x', signature: aSignature }, 'auth.incomplete_signature']
    ]
    it.each(envelopes)('%s', async (_, envelope, code) => {
      expectRefusal(await the().registered.request(find(), { envelope }), 400, code)
    })

    it.each([-600_000, -130_000, 130_000, 86_400_000])(
      'a clock that is %d ms wrong is told the time',
      async difference => {
        const before = Date.now()
        const answer = await the().registered.request(find(), { timestamp: before + difference })
        const sentence = expectRefusal(answer, 401, 'auth.wrong_clock')
        expect(sentence).toContain(difference > 0 ? 'ahead of' : 'behind')
        expect(sentence).toContain(`${Math.round(Math.abs(difference) / 1000)} s`)
        const [said = ''] = /\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(sentence) ?? []
        expect(Math.abs(Date.parse(said) - before)).toBeLessThan(30_000)
      }
    )

    it.each([-115_000, 0.5, 115_000])('a clock that is %d ms wrong is right enough', async difference => {
      const answer = await the().registered.request(find(), { timestamp: Date.now() + difference })
      expect(answer.status, answer.text).toBe(200)
    })

    it('an unknown zone, by name', async () => {
      const { unregistered } = the()
      for (const type of ['findFile', 'deleteFile']) {
        const answer = await unregistered.request({ ...find(), type, zone: 'no.such.zone' })
        expect(expectRefusal(answer, 404, 'zone.not_found')).toContain('no.such.zone')
      }
    })

    it('a file of more than 5,000,000,000 bytes', async () => {
      const { registered } = the()
      const initiate = { ...find(), type: 'initiateFileUpload' }
      const answer = await registered.request({ ...initiate, size: 5_000_000_001 })
      expect(expectRefusal(answer, 413, 'file.too_large')).toContain('5,000,000,000 bytes')
      expect((await registered.ask({ ...initiate, size: 5_000_000_000 })).alreadyExists).toBe(false)
    })

    it('a size of 0 with a hash that is not the empty file’s, and the other way round', async () => {
      const { registered } = the()
      const initiate = { ...find(), type: 'initiateFileUpload', size: 0 }
      expectRefusal(await registered.request(initiate), 422, 'file.size_contradicts_hash')
      const empty = { ...initiate, hash: 'da39a3ee5e6b4b0d3255bfef95601890afd80709', size: 1 }
      expectRefusal(await registered.request(empty), 422, 'file.size_contradicts_hash')
    })

    describe('of finalizeFileUpload', () => {
      const finalize = (bytes: Uint8Array, objectKey: string, hash: string) => ({
        type: 'finalizeFileUpload',
        hashAlg: 'sha1',
        hash,
        size: bytes.length,
        objectKey
      })

      it('before anything was uploaded', async () => {
        const { registered } = the()
        const bytes = newBytes(7)
        const { objectKey } = await registered.initiate(bytes)
        const answer = await registered.request(finalize(bytes, String(objectKey), sha1(bytes)))
        expect(expectRefusal(answer, 404, 'upload.not_found')).toContain('signedUploadUrl')
      })

      it('of bytes that are not what their hash says: nothing is to be found, and the right ones may come', async () => {
        const { registered } = the()
        const [right, wrong] = [newBytes(64), newBytes(64)]
        const hash = sha1(right)
        const { objectKey } = await uploaded(registered, wrong, hash)
        const answer = await registered.request(finalize(wrong, objectKey, hash))
        expect(expectRefusal(answer, 422, 'upload.wrong_content')).toContain(hash)
        expect(await registered.loadBytes(hash)).toBeUndefined()
        const again = await registered.request(finalize(wrong, objectKey, hash))
        expect(again.status).toBeGreaterThanOrEqual(400)
        await registered.storeBytes(right)
        expectSame(await registered.loadBytes(hash), right)
      })

      it('of another size than was announced: nothing is to be found', async () => {
        const { registered } = the()
        const bytes = newBytes(64)
        const { objectKey } = await uploaded(registered, bytes)
        const hash = sha1(bytes)
        const answer = await registered.request({ ...finalize(bytes, objectKey, hash), size: 63 })
        expect(expectRefusal(answer, 422, 'upload.wrong_size')).toContain('63 bytes')
        expect(await registered.loadBytes(hash)).toBeUndefined()
      })

      it('naming a key that was not handed out for this hash: nothing of it is touched', async () => {
        const { registered } = the()
        const [mine, other] = [newBytes(32), newBytes(32)]
        const stored = await registered.storeBytes(other)
        const found = await registered.ask({ type: 'findFile', hashAlg: 'sha1', hash: stored.hash })
        const { objectKey } = await uploaded(registered, mine)
        const hash = sha1(mine)
        const keys = [
          String(found.objectKey),
          'settings/authorizationSettings.yaml',
          objectKey.replace(hash, stored.hash),
          `${objectKey}/../../${stored.hash}`,
          `/${objectKey}`,
          `${objectKey}.${'0'.repeat(32)}`,
          objectKey.toUpperCase()
        ]
        for (const key of keys) {
          expectRefusal(await registered.request(finalize(mine, key, hash)), 400, 'upload.foreign_key')
        }
        expectSame(await registered.loadBytes(stored.hash), other)
        await registered.finalize(mine, objectKey)
      })
    })
  })
}
