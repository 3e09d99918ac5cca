/** Who may do what, as far as it is seen from outside; each refusal tells what to do. */
import { describe, expect, it } from 'vitest'
import { expectRefusal, expectSame, newBytes, type TheSubject, unknownHash } from './subject.ts'

export function permissionsSuite(the: TheSubject): void {
  describe('permissions', () => {
    const initiate = () => ({ type: 'initiateFileUpload', hashAlg: 'sha1', hash: unknownHash(), size: 5 })

    it('anyone finds files, unsigned too', async () => {
      const { registered, unregistered } = the()
      const bytes = newBytes(33)
      const { hash } = await registered.storeBytes(bytes)
      expectSame(await unregistered.loadBytes(hash, { unsigned: true }), bytes)
      expectSame(await unregistered.loadBytes(hash), bytes)
    })

    it('a client that is not registered may not upload, and is given the link to register', async () => {
      const { unregistered, url, publicUrl = url } = the()
      const sentence = expectRefusal(await unregistered.request(initiate()), 403, 'access.client_not_registered')
      expect(sentence).toContain('kachery-cloud-init')
      expect(sentence).toContain(`${publicUrl}/registerClient/${unregistered.clientId}`)
    })

    it('nobody uploads unsigned', async () => {
      const { registered } = the()
      const initiated = await registered.request(initiate(), { unsigned: true })
      expect(expectRefusal(initiated, 403, 'access.anonymous')).toContain('kachery-cloud-init')
      const payload = { ...initiate(), type: 'finalizeFileUpload', objectKey: 'uploads/x' }
      expectRefusal(await registered.request(payload, { unsigned: true }), 403, 'access.anonymous')
    })

    it('only zone administrators delete; a refused deletion leaves the file', async () => {
      const { registered, unregistered } = the()
      const bytes = newBytes(20)
      const { hash } = await registered.storeBytes(bytes)
      const request = { type: 'deleteFile', hashAlg: 'sha1', hash }
      expectRefusal(await registered.request(request), 403, 'access.not_permitted')
      expectRefusal(await unregistered.request(request), 403, 'access.client_not_registered')
      expectRefusal(await unregistered.request(request, { unsigned: true }), 403, 'access.anonymous')
      expectSame(await unregistered.loadBytes(hash), bytes)
    })

    it('a GitHub token that nobody vouches for lets nobody in', async () => {
      const { unregistered } = the()
      const envelope = { githubUserId: 'octocat', githubAccessToken: 'gho_x' }
      const answer = await unregistered.request(initiate(), { unsigned: true, envelope })
      // Where GitHub cannot be asked, nobody is let in either.
      const asked = answer.code !== 'store.unavailable'
      if (asked) expect(['auth.github_not_configured', 'auth.bad_github_token']).toContain(answer.code)
      expectRefusal(answer, asked ? 401 : 503, answer.code ?? '')
    })
  })
}
