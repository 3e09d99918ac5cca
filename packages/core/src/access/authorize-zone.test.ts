/** The way into a zone while a store is away: what anyone may do does not wait for it to be said who is calling. */
import { describe, expect, it, vi } from 'vitest'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { authorizeZone } from './authorize-zone.ts'

const zone = zoneName('default')
const unavailable = errors.storeUnavailable('the registry', new Error('away'))

describe('the way into a zone, while the registry is away', () => {
  it.each(['hangs', 'fails'])(
    'is open for what anyone may do, also to a client that nobody knows yet (it %s)',
    async how => {
      const gateway = testGateway()
      const never = new Promise<never>(() => {})
      vi.spyOn(gateway.registry, 'get').mockImplementation(() =>
        how === 'hangs' ? never : Promise.reject(unavailable)
      )
      const entered = await authorizeZone(gateway.deps, newClient().credential, 'download', zone)
      expect(entered.zone.name).toBe('default')
    }
  )

  it('is closed, as unavailable, where it matters who is calling', async () => {
    const gateway = testGateway()
    await gateway.settings('default', 'allowPublicUpload: true\nallowPublicDownload: false\nauthorizedUsers: []')
    vi.spyOn(gateway.registry, 'get').mockRejectedValue(unavailable)
    for (const action of ['download', 'upload', 'delete'] as const) {
      await expect(authorizeZone(gateway.deps, newClient().credential, action, zone)).rejects.toBe(unavailable)
    }
  })
})
