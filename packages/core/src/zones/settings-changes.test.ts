import { describe, expect, it } from 'vitest'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { recentActivity } from '../activity/recent-activity.ts'
import { absentEtag, meaningOf, readSettingsFile, saveSettings, switchSettings } from './edit-settings.ts'
import { resolveZone } from './resolve-zone.ts'

const ann = user('ann').user
const file = `allowPublicUpload: false
allowPublicDownload: true
authorizedUsers:
  - { userId: ann, admin: true } # the PI
  - { userId: Bob, upload: true }
`

describe('issue 13, number 16: a change of settings in activity', () => {
  it('says what was before and after, and by what was before it is put back', async () => {
    const { deps, pass } = testGateway()
    const zone = await resolveZone(deps, zoneName('lab'))
    const { etag } = await saveSettings(deps, zone, ann, { yaml: file, etag: absentEtag }, facts)
    pass(20_000)
    const yaml = file
      .replace('allowPublicUpload: false', 'allowPublicUpload: true')
      .replace(/.*Bob.*\n/, '  - { userId: eve, upload: true }\n')
    await saveSettings(deps, zone, ann, { yaml, etag }, facts)
    const [line] = (await recentActivity(deps, zone, { limit: 1 })).items
    const rights = { upload: true, download: false, admin: false }
    expect(line?.settings).toEqual({
      before: { allowPublicUpload: false, users: { Bob: rights, eve: null } },
      after: { allowPublicUpload: true, users: { Bob: null, eve: rights } }
    })
    pass(20_000)
    await switchSettings(deps, zone, ann, { switches: line?.settings?.before ?? {} }, facts)
    const now = await readSettingsFile(deps, zone)
    expect(now.yaml).toContain('# the PI')
    expect(await meaningOf(now)).toEqual(await meaningOf({ yaml: file, exists: true }))
  })
})
