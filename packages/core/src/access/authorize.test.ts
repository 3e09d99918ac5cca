/** Policies of the API that no table of operations shows: functions/src/api/access-table.test.ts has the others. */
import { describe, expect, it } from 'vitest'
import { testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { authorize } from './authorize.ts'
import { ofSession } from './credential.ts'

const zone = zoneName('default')

describe('the policy zone-reader', () => {
  const open = async (yaml: string) => {
    const gateway = testGateway()
    await gateway.settings('default', yaml)
    gateway.forget()
    return gateway
  }

  it('lets in whoever may download, with the zone that they may read', async () => {
    const { deps } = await open(
      'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{ userId: ann, download: true }]'
    )
    const ann = user('ann').user
    const at = await authorize(deps, 'zone-reader', ofSession(ann), { zone })
    expect(at).toMatchObject({ user: ann, action: 'download', zone: { name: 'default' } })
    const { deps: open1 } = await open('allowPublicUpload: false\nallowPublicDownload: true\nauthorizedUsers: []')
    await expect(authorize(open1, 'zone-reader', ofSession(undefined), { zone })).resolves.toMatchObject({
      action: 'download'
    })
  })

  it.each([undefined, user('bob').user])('refuses everybody else, and reads no file for them', async visitor => {
    const { deps, touched } = await open(
      'allowPublicUpload: false\nallowPublicDownload: false\nauthorizedUsers: [{ userId: ann, download: true }]'
    )
    await expect(authorize(deps, 'zone-reader', ofSession(visitor), { zone })).rejects.toMatchObject({
      kind: 'forbidden'
    })
    const { objects, registry, ephemeral } = touched()
    expect(objects).toEqual(['get settings/authorizationSettings.yaml'])
    expect([registry.filter(method => method !== 'get'), ephemeral]).toEqual([[], []])
  })
})
