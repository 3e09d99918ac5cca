import { describe, expect, it, vi } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { facts, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { defined } from '../defined.ts'
import { errors } from '../errors.ts'
import { absentEtag, meaningOf, readSettingsFile, saveSettings, switchSettings } from './edit-settings.ts'
import { resolveZone } from './resolve-zone.ts'
import { zoneSettings } from './settings.ts'
import type { SettingsSwitches } from './settings-switches.ts'

const ann = user('ann').user
const bob = user('bob').user
const one = '# one\nallowPublicUpload: false\nauthorizedUsers: []\n'
const two = '# two\nallowPublicUpload: true\nauthorizedUsers: []\n'
const three = '# three\nallowPublicUpload: true\nauthorizedUsers: []\n'

/** `knowsConditions`: whether the store honours If-Match. */
async function open(knowsConditions = true) {
  const bucket = new InMemoryObjectStore({
    uri: 'memory://default',
    abilities: { putIfMatch: knowsConditions, putIfAbsent: knowsConditions }
  })
  const gateway = testGateway({ bucket })
  const zone = await resolveZone(gateway.deps, zoneName('default'))
  const read = () => readSettingsFile(gateway.deps, zone)
  const save = (who: typeof ann, yaml: string, etag: string) =>
    saveSettings(gateway.deps, zone, who, { yaml, etag }, facts)
  const turn = (who: typeof ann, switches: SettingsSwitches, etag?: string) =>
    switchSettings(gateway.deps, zone, who, { switches, etag }, facts)
  return { ...gateway, bucket, zone, read, save, turn }
}

describe.each([
  ['a store that knows If-Match', true],
  ['a store that does not', false]
])('saving the settings, on %s', (_, knowsConditions) => {
  it('says who changed them, and takes effect at once', async () => {
    const { deps, zone, read, save } = await open(knowsConditions)
    expect(await read()).toEqual({ yaml: '', etag: absentEtag, exists: false, changed: null, notBound: [] })
    const saved = await save(ann, two, absentEtag)
    expect(saved).toMatchObject({ yaml: two, exists: true, changed: { by: 'ann', at: deps.now() } })
    expect(await read()).toEqual(saved)
    expect((await zoneSettings(deps, zone)).allowPublicUpload).toBe(true)
  })

  it('overwrites nothing that was not seen, and shows who changed what', async () => {
    const { read, save } = await open(knowsConditions)
    const { etag } = await save(ann, one, absentEtag)
    await save(bob, two, etag)
    await expect(save(ann, three, etag)).rejects.toMatchObject({
      kind: 'changed',
      code: 'settings.changed',
      message: expect.stringContaining('by bob'),
      details: { current: { yaml: two, changed: { by: 'bob' } } }
    })
    expect((await read()).yaml).toBe(two)
  })

  it('at the same moment lets one of many win; all others are told', async () => {
    const { read, save } = await open(knowsConditions)
    const { etag } = await save(ann, one, absentEtag)
    const texts = Array.from({ length: 8 }, (_, n) => `# ${n}\n${two}`)
    const outcomes = await Promise.allSettled(texts.map((yaml, n) => save(n % 2 === 0 ? ann : bob, yaml, etag)))
    const won = outcomes.flatMap((outcome, n) => (outcome.status === 'fulfilled' ? [texts[n]] : []))
    expect(won).toHaveLength(1)
    expect((await read()).yaml).toBe(won[0])
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'settings.changed' })
    }
  })

  it('lets switches that are turned at the same moment all count', async () => {
    const { read, save, turn } = await open(knowsConditions)
    await save(ann, one, absentEtag)
    for (const login of ['x', 'y', 'z']) await turn(bob, { users: { [login]: { upload: true } } })
    const { yaml } = await read()
    expect(yaml).toContain('# one')
    for (const login of ['x', 'y', 'z']) expect(yaml).toContain(`userId: ${login}`)
  })

  it('is not kept from a second try by a first that the store refused', async () => {
    const { bucket, save } = await open(knowsConditions)
    const { etag } = await save(ann, one, absentEtag)
    const put = bucket.put.bind(bucket)
    bucket.put = () => Promise.reject(errors.storeUnavailable('the bucket', new Error('away')))
    await expect(save(ann, two, etag)).rejects.toMatchObject({ code: 'store.unavailable' })
    bucket.put = put
    expect((await save(ann, two, etag)).yaml).toBe(two)
  })
})

describe('saving the settings', () => {
  it('says nothing of who, where the file was written by hand since', async () => {
    const { bucket, read, save } = await open()
    await save(ann, one, absentEtag)
    await bucket.put('settings/authorizationSettings.yaml', Buffer.from(two))
    expect((await read()).changed).toBeNull()
  })

  it.each([
    ['allowPublicUpload: maybe\nauthorizedUsers: []', 422, 'settings.mistake', { line: 1 }],
    ['allowPublicUpload: true\nauthorizedUsers:\n  - userId: 7', 422, 'settings.mistake', { line: 3 }],
    ['[', 422, 'settings.mistake', {}],
    [`# ${'x'.repeat(64 * 1024)}\n${one}`, 413, 'settings.too_large', undefined]
  ])('refuses a file with a mistake, with its line, and writes nothing: %#', async (yaml, _, code, details) => {
    const { touched, forget, save } = await open()
    forget()
    const refused = await save(ann, yaml, absentEtag).catch(error => error)
    expect(refused).toMatchObject(defined({ code, details }))
    expect(touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })

  it('as it is already changes nothing and is nobody’s change', async () => {
    const { save, ephemeral } = await open()
    const { etag, changed } = await save(ann, one, absentEtag)
    const before = ephemeral.logItems.length
    expect(await save(bob, one, etag)).toMatchObject({ etag, changed })
    expect(ephemeral.logItems.length).toBe(before)
  })

  it('is recorded without the file’s content', async () => {
    const { save, ephemeral } = await open()
    await save(ann, `# a secret remark\n${one}`, absentEtag)
    expect(ephemeral.logItems.map(({ item }) => item)).toMatchObject([
      { request: { payload: { type: 'setAuthorizationSettings', zone: 'default' } }, zone: 'default' }
    ])
    expect(JSON.stringify(ephemeral.logItems)).not.toContain('remark')
  })
})

describe('a switch', () => {
  const file = `# Who may do what.
allowPublicDownload: true  # for figurl
allowPublicUpload: false

authorizedUsers:
  # the PI
  - userId: "ann"
    admin: true
    note: tell her first
  - { userId: bob, upload: true } # student
somethingElse: [1, 2]
`

  it('changes what it is about, and no comment, order, quote or foreign key', async () => {
    const { save, turn } = await open()
    await save(ann, file, absentEtag)
    const { yaml } = await turn(ann, {
      allowPublicUpload: true,
      users: { ann: { upload: true }, bob: { upload: false, download: true }, carl: { download: true } }
    })
    expect(yaml).toBe(`# Who may do what.
allowPublicDownload: true # for figurl
allowPublicUpload: true

authorizedUsers:
  # the PI
  - userId: "ann"
    admin: true
    note: tell her first
    upload: true
  - { userId: bob, upload: false, download: true } # student
  - userId: carl
    upload: false
    download: true
    admin: false
somethingElse: [ 1, 2 ]
`)
  })

  it('takes a user out, and another time changes nothing', async () => {
    const { save, turn } = await open()
    await save(ann, file, absentEtag)
    const out = await turn(ann, { users: { bob: null } })
    expect(out.yaml).not.toContain('bob')
    expect(out.yaml).toContain('# the PI')
    expect(await turn(ann, { users: { bob: null } })).toEqual(out)
  })

  it('makes the file of a zone that has none', async () => {
    const { turn } = await open()
    const { yaml } = await turn(ann, { users: { '007': { admin: true } } })
    expect(yaml).toContain('{ userId: "007", upload: false, download: false, admin: true }')
    expect(yaml).toContain('# Anyone may load files.')
  })

  it('issue 13, number 12: adds users by their login alone, and switches whoever is there', async () => {
    const { save, turn, bucket } = await open()
    await save(
      ann,
      'allowPublicUpload: false\nauthorizedUsers:\n  - { userId: "github|b: ohm #1" }\n  - { userId: lab7 }\n',
      absentEtag
    )
    const writes = () => bucket.calls.filter(({ method }) => method === 'put').length
    const before = writes()
    for (const name of ['ann@lab.org', 'Ann Lee', 'https://lab.test/x/y', 'a: b #c', '']) {
      await expect(turn(ann, { users: { [name]: { upload: true } } })).rejects.toMatchObject({
        code: 'settings.not_a_login'
      })
    }
    expect(writes()).toBe(before)
    const { yaml } = await turn(ann, {
      users: {
        'github|b: ohm #1': { upload: true },
        Lab7: { admin: true },
        '@curie': { download: true },
        'https://github.com/bohr': { download: true }
      }
    })
    expect(await meaningOf({ yaml, exists: true })).toMatchObject({
      settings: {
        authorizedUsers: [
          { userId: 'github|b: ohm #1', upload: true, download: false, admin: false },
          { userId: 'lab7', upload: false, download: false, admin: true },
          { userId: 'curie', upload: false, download: true, admin: false },
          { userId: 'bohr', upload: false, download: true, admin: false }
        ]
      }
    })
  })

  it('in a file with a mistake is refused: its author corrects the text first', async () => {
    const { bucket, turn } = await open()
    await bucket.put('settings/authorizationSettings.yaml', Buffer.from('allowPublicUpload: maybe'))
    await expect(turn(ann, { allowPublicUpload: true })).rejects.toMatchObject({ code: 'settings.mistake' })
  })

  it('of a version that is no more is refused', async () => {
    const { save, turn } = await open()
    const { etag } = await save(ann, one, absentEtag)
    await save(bob, two, etag)
    await expect(turn(ann, { allowPublicDownload: false }, etag)).rejects.toMatchObject({ code: 'settings.changed' })
  })

  it('of more users than one change may have is refused before anything is read', async () => {
    const { turn, touched, forget } = await open()
    forget()
    const users = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`user${at}`, { upload: true }]))
    await expect(turn(ann, { users })).rejects.toMatchObject({
      code: 'settings.too_many_users',
      message: expect.stringContaining('100')
    })
    expect(touched()).toEqual({ objects: [], registry: [], ephemeral: [] })
  })
})

describe('an announcement whose file could not be written', () => {
  const key = { kind: 'settings-change', zone: 'default', id: 'authorizationSettings' } as const
  const away = () => errors.storeUnavailable('the bucket', new Error('away'))

  it('is withdrawn, so that another try is not told that somebody else was faster', async () => {
    const { bucket, save } = await open()
    const { etag } = await save(ann, one, absentEtag)
    vi.spyOn(bucket, 'put').mockRejectedValueOnce(away())
    await expect(save(ann, two, etag)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(await save(ann, two, etag)).toMatchObject({ yaml: two })
  })

  it('is left alone where it is somebody else’s by now', async () => {
    const { bucket, registry, save } = await open()
    const { etag } = await save(ann, one, absentEtag)
    const theirs = { login: 'bob', changedAt: 1, base: etag, digest: 'theirs' }
    vi.spyOn(bucket, 'put').mockImplementationOnce(async () => {
      await registry.replace(key, theirs, (await registry.get(key))?.version ?? 0)
      throw away()
    })
    await expect(save(ann, two, etag)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(await registry.get(key)).toMatchObject({ value: theirs })
  })
})
