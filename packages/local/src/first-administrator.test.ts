import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { defaultZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { listMyZones } from '@kachery-gateway/core/me/list-my-zones.ts'
import { parseAuthorizationSettings } from '@kachery-gateway/core/model/authorization-settings.ts'
import type { User } from '@kachery-gateway/core/model/user.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { settingsKey, zoneSettings } from '@kachery-gateway/core/zones/settings.ts'
import { describe, expect, it } from 'vitest'
import { testGateway } from '../../core/testing/test-gateway.ts'
import { FirstAdministrator } from './first-administrator.ts'

const userNamed = (name: string): User => {
  const login = UserLabel.parse(name)
  return { accountId: `local:${name}`, login, labels: [loginKey(name)] }
}

async function zone() {
  const { deps, buckets } = testGateway()
  const bucket = buckets.default
  const first = new FirstAdministrator(deps, await resolveZone(deps, defaultZoneName))
  const text = async () => Buffer.from((await bucket.get(settingsKey, 1e6))?.bytes ?? []).toString()
  const put = (yaml: string) => bucket.put(settingsKey, Buffer.from(yaml))
  return { deps, first, text, put }
}

describe('the first settings', () => {
  it('let every registered client store files and anyone load them', async () => {
    const { first, text } = await zone()
    await first.writeFirstSettings()
    expect(parseAuthorizationSettings(await text())).toEqual({
      ok: true,
      settings: { allowPublicUpload: true, allowPublicDownload: true, authorizedUsers: [] }
    })
  })

  it('are written once: what somebody made of them stays', async () => {
    const { first, text, put } = await zone()
    await put('allowPublicUpload: false\nauthorizedUsers: []\n')
    await first.writeFirstSettings()
    expect(await text()).toBe('allowPublicUpload: false\nauthorizedUsers: []\n')
  })
})

describe('whoever signs in first', () => {
  it('becomes the administrator at once, and the comments stay', async () => {
    const { deps, first, text } = await zone()
    await first.writeFirstSettings()
    const before = await text()
    const opened = await resolveZone(deps, defaultZoneName)
    await zoneSettings(deps, opened)
    expect(await first.offer(userNamed('ada'))).toBe(true)
    expect(await listMyZones(deps, userNamed('ada'), { limit: 9 }), 'issue 13, number 13').toMatchObject({
      items: [{ zone: 'default', role: 'administrator' }]
    })
    const [entry] = (await zoneSettings(deps, opened)).authorizedUsers
    expect(entry).toEqual({ userId: 'ada', upload: true, download: true, admin: true })
    const comments = before.split('\n').filter(line => line.startsWith('#'))
    expect((await text()).split('\n').filter(line => line.startsWith('#'))).toEqual(comments)
  })

  it('is one, however many sign in at once', async () => {
    const { deps, first } = await zone()
    await first.writeFirstSettings()
    const offers = Array.from({ length: 20 }, (_, n) => first.offer(userNamed(`user-${n}`)))
    expect((await Promise.all(offers)).filter(won => won)).toHaveLength(1)
    const settings = await zoneSettings(deps, await resolveZone(deps, defaultZoneName))
    expect(settings.authorizedUsers).toHaveLength(1)
  })

  it.each(['1234', 'null', 'true', '1e5', '0x1f', 'a-b', '2026-01-01'])('may be called %s', async name => {
    const { deps, first } = await zone()
    await first.writeFirstSettings()
    await first.offer(userNamed(name))
    const settings = await zoneSettings(deps, await resolveZone(deps, defaultZoneName))
    expect(settings.authorizedUsers).toMatchObject([{ userId: name, admin: true }])
  })

  it('becomes nothing where somebody is listed, the file has a mistake, or there is none', async () => {
    for (const yaml of [
      'allowPublicUpload: true\nauthorizedUsers: [{userId: bob}]\n',
      'allowPublicUpload: true\nauthorizedUsers: {\n',
      'allowPublicUpload: perhaps\nauthorizedUsers: []\n',
      'x: &a []\nallowPublicUpload: true\nauthorizedUsers: *a\n'
    ]) {
      const { first, text, put } = await zone()
      await put(yaml)
      expect(await first.offer(userNamed('ada'))).toBe(false)
      expect(await text()).toBe(yaml)
    }
    const { first, text } = await zone()
    expect(await first.offer(userNamed('ada'))).toBe(false)
    expect(await text()).toBe('')
  })
})
