import { describe, expect, it } from 'vitest'
import { interrupted } from '../../testing/interrupted.ts'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { loginKey } from '../ids/login-key.ts'
import { lastResult } from '../jobs/last-results.ts'
import { runJob } from '../jobs/run-job.ts'
import { signInAccount } from '../users/account.ts'
import { addZone } from '../zones/add-zone.ts'
import { readSettingsFile, saveSettings, switchSettings } from '../zones/edit-settings.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { healthOfZone } from '../zones/zone-health.ts'
import { listMyZones } from './list-my-zones.ts'

const ann = user('ann').user
const bob = user('bob').user
/** Owner of the zone that others administer. */
const lena = user('lena').user
const administeredBy = (...labels: string[]) =>
  `allowPublicUpload: false\nauthorizedUsers:\n${labels.map(label => `  - { userId: ${label}, admin: true }\n`).join('')}  - { userId: eve, upload: true }\n`

async function open() {
  const gateway = testGateway()
  const { deps } = gateway
  await signInAccount(deps, { accountId: 'id-of-lena', login: lena.login })
  await addZone(deps, lena, zoneName('lena.lab'), facts)
  const lab = await resolveZone(deps, zoneName('lena.lab'))
  const settings = async (yaml: string) => {
    await gateway.buckets.default.put('zones/lena.lab/settings/authorizationSettings.yaml', Buffer.from(yaml))
    deps.caches.settings.delete(lab.name)
  }
  const save = async (yaml: string) =>
    saveSettings(deps, lab, ann, { yaml, etag: (await readSettingsFile(deps, lab)).etag }, facts)
  const mine = async (who = ann) => {
    const zones = []
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listMyZones(deps, who, { limit: 2, after: after ?? undefined })
      zones.push(...page.items.map(({ zone, ownerId, role }) => `${zone} ${ownerId} ${role}`))
      expect(page.items.every(({ rights, role }) => rights?.administer === (role !== 'user'))).toBe(true)
      after = page.next
    }
    return zones
  }
  const check = (more: object = {}) => runJob(deps, 'check-zones', { timeLeft: () => 600_000, origins: [], ...more })
  const note = () => check({ usersOnly: true })
  return { ...gateway, lab, save, settings, mine, check, note }
}

describe('the zones that somebody looks after', () => {
  it('are those that they own and then those that they administer, page by page, each once', async () => {
    const { deps, save, mine } = await open()
    for (const { accountId, login } of [ann, bob]) await signInAccount(deps, { accountId, login })
    for (const name of ['ann', 'ann.b', 'ann.c']) await addZone(deps, ann, zoneName(name), facts)
    for (const name of ['bob', 'bob.b']) {
      await addZone(deps, bob, zoneName(name), facts)
      const yaml = administeredBy('ann')
      const zone = await resolveZone(deps, zoneName(name))
      await saveSettings(deps, zone, bob, { yaml, etag: (await readSettingsFile(deps, zone)).etag }, facts)
    }
    // Who owns a zone need not be told a second time that they administer it.
    const own = await resolveZone(deps, zoneName('ann'))
    const { etag } = await readSettingsFile(deps, own)
    await saveSettings(deps, own, ann, { yaml: administeredBy('ann'), etag }, facts)
    await save(administeredBy('ann'))
    const owned = ['ann ann owner', 'ann.b ann owner', 'ann.c ann owner']
    expect(await mine()).toEqual([
      ...owned,
      'bob bob administrator',
      'bob.b bob administrator',
      'lena.lab lena administrator'
    ])
    expect(await mine(bob)).toEqual(['bob bob owner', 'bob.b bob owner'])
    expect(await mine(user('eve').user)).toEqual(
      ['bob bob user', 'bob.b bob user', 'lena.lab lena user', 'ann ann user'].toSorted()
    )
    const found = async (search: string) =>
      (await listMyZones(deps, ann, { limit: 10, search })).items.map(({ zone }) => zone)
    expect(await found('b')).toEqual(['ann.b', 'bob', 'bob.b'])
  })

  it('of somebody with several names has a zone once', async () => {
    const { save, mine } = await open()
    await save(administeredBy('ann', 'anna'))
    const labels = ['ann', 'anna'].map(loginKey)
    expect(await mine({ ...ann, labels })).toEqual(['lena.lab lena administrator'])
  })

  it('change with the settings: by switches at once, by hand within the hour', async () => {
    const { deps, lab, settings, mine, check, pass } = await open()
    await switchSettings(deps, lab, bob, { switches: { users: { ann: { admin: true } } } }, facts)
    expect(await mine()).toEqual(['lena.lab lena administrator'])
    await switchSettings(deps, lab, bob, { switches: { users: { ann: { admin: false } } } }, facts)
    expect(await mine()).toEqual([])
    await settings(administeredBy('ann'))
    expect(await mine()).toEqual([])
    await check()
    expect(await mine()).toEqual(['lena.lab lena administrator'])
    pass(3_600_000)
    await settings(administeredBy('bob'))
    await check()
    expect(await mine(bob)).toEqual(['lena.lab lena administrator'])
  })

  it('issue 13, number 13: of added zones change by hand when the job has noted it, which checks no bucket then', async () => {
    const gateway = await open()
    const { deps, buckets, mine, note, pass } = gateway
    const settingsFile = 'zones/lena.lab/settings/authorizationSettings.yaml'
    const checkedAt = (await healthOfZone(deps, 'lena.lab'))?.health.checkedAt
    await buckets.default.put(settingsFile, Buffer.from(administeredBy('ann')))
    pass(60_000)
    expect(await mine()).toEqual([])
    gateway.forget()
    await note()
    expect(buckets.default.calls.filter(({ method }) => !['get', 'list'].includes(method))).toEqual([])
    expect(await mine()).toEqual(['lena.lab lena administrator'])
    expect((await healthOfZone(deps, 'lena.lab'))?.health.checkedAt).toBe(checkedAt)
    expect(await lastResult(deps, 'check-zones')).toBeUndefined()
    await buckets.default.put(settingsFile, Buffer.from(administeredBy('bob')))
    pass(60_000)
    await note()
    expect([await mine(), await mine(bob)]).toEqual([[], ['lena.lab lena administrator']])
  })

  it('read no settings but those of zones that may be theirs', async () => {
    const { deps, buckets, registry, mine, pass, forget } = await open()
    await addZone(deps, lena, zoneName('lena.other'), facts)
    pass(3_600_000)
    forget()
    await mine()
    expect(buckets.default.calls.filter(({ key }) => key.includes('lena'))).toEqual([])
    expect(registry.calls.filter(({ method }) => method === 'list')).toEqual([])
  })

  it('issue 13, number 13: of the configuration change at once, also by hand', async () => {
    const { deps, buckets, mine, pass } = await open()
    await buckets.lab.put('settings/authorizationSettings.yaml', Buffer.from(administeredBy('ann')))
    expect(await mine()).toEqual(['lab null administrator'])
    const found = async (search: string) => (await listMyZones(deps, ann, { limit: 10, search })).items.length
    expect([await found('la'), await found('x')]).toEqual([1, 0])
    await buckets.lab.put('settings/authorizationSettings.yaml', Buffer.from(administeredBy('bob')))
    pass(60_000)
    expect([await mine(), await mine(bob)]).toEqual([[], ['lab null administrator']])
  })

  it('never show a right that was taken away, although the index still has it', async () => {
    const { registry, save, settings, mine, pass, deps } = await open()
    await save(administeredBy('ann'))
    expect(await mine()).toHaveLength(1)
    const onlyUpload = 'allowPublicUpload: false\nauthorizedUsers: [{ userId: ann, upload: true }]'
    for (const yaml of [administeredBy('bob'), 'authorizedUsers: 7', administeredBy('anna'), onlyUpload]) {
      await settings(yaml)
      pass(60_000)
      const { items } = await registry.listByOwner({ kind: 'zone-administrator', owner: 'ann' }, { limit: 9 })
      expect(items).toHaveLength(1)
      // Whoever may upload is listed for that alone, once the index has it.
      expect((await mine()).filter(zone => !zone.endsWith(' user'))).toEqual([])
    }
    await settings(administeredBy('ann'))
    const away = interrupted(deps, async ({ method, go }) => {
      if (method === 'get') throw errors.storeUnavailable('the bucket', new Error('away'))
      return go()
    })
    const bucketAway = { ...deps, caches: away.caches, openBucket: away.openBucket }
    expect((await listMyZones(bucketAway, ann, { limit: 9 })).items).toEqual([])
  })

  it('are found by no record that somebody else’s page names', async () => {
    const { deps, save } = await open()
    await save(administeredBy('ann'))
    expect((await listMyZones(deps, bob, { limit: 9, after: 'administered ' })).items).toEqual([])
    for (const after of ['x', 'owned 0', 'administered x', 'administered 0~x', ' ', 'other 0~'])
      await expect(listMyZones(deps, ann, { limit: 9, after }), after).rejects.toMatchObject({
        code: 'request.invalid'
      })
  })

  it('settings are saved although the index cannot be written, and the next look makes up for it', async () => {
    const { deps, lab, mine, note, reports } = await open()
    const failing = interrupted(deps, async ({ method, go }) => {
      if (method === 'list') throw errors.storeUnavailable('the registry', new Error('away'))
      return go()
    })
    const input = { yaml: administeredBy('ann'), etag: (await readSettingsFile(deps, lab)).etag }
    expect(await saveSettings({ ...deps, registry: failing.registry }, lab, ann, input, facts)).toMatchObject({
      exists: true
    })
    expect(reports).toContainEqual({ level: 'warn', event: 'settings.not_followed_up' })
    await note()
    expect(await mine()).toHaveLength(1)
  })
})
