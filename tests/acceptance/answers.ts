/** Each request type and the very shape of its answer: clients in the field read these fields. */
import { describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import { sha1 } from '../../packages/client/src/kachery-client.ts'
import { expectSame, newBytes, type TheSubject, unknownHash, uploaded } from './subject.ts'

export function answersSuite(the: TheSubject): void {
  describe('answers', () => {
    it('findFile: found, with the place, the size and a URL that gives the bytes', async () => {
      const { registered, unregistered } = the()
      const bytes = newBytes(1000)
      const { hash } = await registered.storeBytes(bytes)
      const answer = await unregistered.ask({ type: 'findFile', hashAlg: 'sha1', hash })
      const place = contentKey(hash)
      expect(answer).toEqual({
        type: 'findFile',
        found: true,
        size: 1000,
        url: expect.stringMatching(/^https?:\/\//),
        bucketUri: expect.stringMatching(/^(r2|s3|aws|gs|wasabi|local):\/\//),
        objectKey: expect.stringMatching(new RegExp(`(^|/)${place}$`)),
        cacheHit: false
      })
      const download = await fetch(String(answer.url))
      expect(download.status).toBe(200)
      expect(sha1(new Uint8Array(await download.arrayBuffer()))).toBe(hash)
    })

    it('findFile again: the same, from memory', async () => {
      const { registered } = the()
      const { hash } = await registered.storeBytes(newBytes(10))
      const first = await registered.ask({ type: 'findFile', hashAlg: 'sha1', hash })
      const second = await registered.ask({ type: 'findFile', hashAlg: 'sha1', hash })
      expect({ ...second, url: first.url }).toEqual({ ...first, cacheHit: true })
      expect((await fetch(String(second.url))).status).toBe(200)
    })

    it('findFile of what nobody stored: found is false, and nothing else is said', async () => {
      const answer = await the().registered.ask({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })
      expect(answer).toEqual({ type: 'findFile', found: false })
    })

    it('findFile finds a file as soon as its upload is finalized, though it was missing a moment before', async () => {
      const { registered, unregistered } = the()
      const bytes = newBytes(100)
      const request = { type: 'findFile', hashAlg: 'sha1', hash: sha1(bytes) }
      expect((await unregistered.ask(request)).found).toBe(false)
      const { objectKey } = await uploaded(registered, bytes)
      expect((await unregistered.ask(request)).found).toBe(false)
      await registered.finalize(bytes, objectKey)
      expect((await unregistered.ask(request)).found).toBe(true)
    })

    it('initiateFileUpload: a key of its own and a URL; finalizeFileUpload: its type; then alreadyExists', async () => {
      const { registered } = the()
      const bytes = newBytes(5)
      const answer = await registered.initiate(bytes)
      const signedUploadUrl = expect.stringMatching(/^https?:\/\//)
      const objectKey = expect.stringMatching(/(^|\/)uploads\//)
      expect(answer).toEqual({ type: 'initiateFileUpload', alreadyExists: false, objectKey, signedUploadUrl })
      expect((await registered.initiate(bytes)).objectKey).not.toBe(answer.objectKey)
      expect((await registered.put(String(answer.signedUploadUrl), bytes)).status).toBe(200)
      expect(await registered.finalize(bytes, String(answer.objectKey))).toEqual({ type: 'finalizeFileUpload' })
      expect(await registered.initiate(bytes)).toEqual({ type: 'initiateFileUpload', alreadyExists: true })
    })

    it('deleteFile: the file is gone; once more: success is false and why; stored again: it is there', async () => {
      const { registered, administrator, unregistered } = the()
      const bytes = newBytes(50)
      const { hash } = await registered.storeBytes(bytes)
      expect(await unregistered.loadBytes(hash)).toBeDefined()
      const request = { type: 'deleteFile', hashAlg: 'sha1', hash }
      expect(await administrator.ask(request)).toEqual({ type: 'deleteFile', success: true })
      expect(await unregistered.loadBytes(hash)).toBeUndefined()
      const error = expect.stringContaining(hash)
      expect(await administrator.ask(request)).toEqual({ type: 'deleteFile', success: false, error })
      expect((await registered.storeBytes(bytes)).alreadyExists).toBe(false)
      expectSame(await unregistered.loadBytes(hash), bytes)
    })

    it('getClientInfo: who a client is, to anyone who asks; found is false for a stranger', async () => {
      const { registered, unregistered } = the()
      const request = { type: 'getClientInfo', clientId: registered.clientId }
      const answer = await unregistered.ask(request, { unsigned: true })
      const client = {
        clientId: registered.clientId,
        ownerId: expect.stringMatching(/./),
        timestampCreated: expect.any(Number),
        label: expect.any(String)
      }
      expect(answer).toEqual({ type: 'getClientInfo', found: true, client })
      const stranger = await unregistered.ask({ type: 'getClientInfo', clientId: unregistered.clientId })
      expect(stranger).toEqual({ type: 'getClientInfo', found: false })
    })

    it('getResourceInfo of a resource that is not there', async () => {
      const answer = await the().unregistered.ask({ type: 'getResourceInfo', resourceName: 'no such/resource 1' })
      expect(answer).toEqual({ type: 'getResourceInfo', found: false })
    })

    it('getZoneInfo: where a zone is served; found is false for an unknown one', async () => {
      const { unregistered, registered, url, publicUrl = url } = the()
      const known = await unregistered.ask({ type: 'getZoneInfo', zoneName: registered.zone ?? 'default' })
      expect(known).toEqual({ type: 'getZoneInfo', found: true, kacheryGatewayUrl: publicUrl })
      const unknown = await unregistered.ask({ type: 'getZoneInfo', zoneName: 'no.such.zone' })
      expect(unknown).toEqual({ type: 'getZoneInfo', found: false })
    })

    it.each(['', null, undefined])('zone %j means the zone "default"', async zone => {
      const { unregistered, registered } = the()
      if ((registered.zone ?? 'default') !== 'default') return
      const answer = await unregistered.ask({ type: 'getClientInfo', clientId: registered.clientId, zone })
      expect(answer.found).toBe(true)
    })

    it('unknown fields are ignored, wherever they are', async () => {
      const { registered } = the()
      const payload = { type: 'findFile', hashAlg: 'sha1', hash: unknownHash(), allowPublicZones: true, more: [{}] }
      const answer = await registered.request(payload, { envelope: { reCaptchaToken: 'x', auth: null } })
      expect(answer.json).toEqual({ type: 'findFile', found: false })
    })

    it('are JSON that no cache keeps', async () => {
      const { headers } = await the().registered.request({ type: 'findFile', hashAlg: 'sha1', hash: unknownHash() })
      expect(headers.get('content-type')).toBe('application/json')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.getSetCookie()).toEqual([])
    })
  })
}
