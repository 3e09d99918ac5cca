import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import { type AuthorizationSettings, defaultAuthorizationSettings } from '../model/authorization-settings.ts'
import { indexUsers, indexUsersSoon } from './users-index.ts'

const zone = { name: zoneName('default') }
const settingsOf = (count: number): AuthorizationSettings => ({
  ...defaultAuthorizationSettings,
  authorizedUsers: Array.from({ length: count }, (_, at) => ({
    userId: UserLabel.parse(`admin${at}`),
    upload: false,
    download: false,
    admin: true
  }))
})

function open() {
  const gateway = testGateway()
  const { registry } = gateway.deps
  let writes = 0
  const create = registry.create.bind(registry)
  registry.create = (...given) => {
    writes++
    return create(...given)
  }
  const indexed = async () => {
    const { items } = await registry.list({ kind: 'zone-administrator', zone: zone.name }, { limit: 1000 })
    return items.length
  }
  return { ...gateway, writes: () => writes, indexed }
}

describe('who administers a zone', () => {
  it('is written at most 50 times when settings are saved; the rest is the job’s, and then nothing is', async () => {
    const { deps, writes, indexed } = open()
    const warned: unknown[] = []
    deps.logger = { ...deps.logger, warn: (event, fields) => warned.push([event, fields]) }
    await indexUsersSoon(deps, zone, settingsOf(900))
    expect([writes(), await indexed()]).toEqual([50, 50])
    expect(warned).toEqual([['zone_users.not_all_indexed', { zone: 'default', left: 850 }]])
    expect(await indexUsers(deps, zone, settingsOf(900))).toBe(0)
    expect([writes(), await indexed()]).toEqual([900, 900])
    await indexUsersSoon(deps, zone, settingsOf(900))
    expect(writes()).toBe(900)
    expect(warned, 'nothing is left').toHaveLength(1)
  })

  it('is written at most 1000 times in one run of the job, which says how much is left', async () => {
    const { deps, writes } = open()
    expect(await indexUsers(deps, zone, settingsOf(1_500))).toBe(500)
    expect(writes()).toBe(1000)
  })

  it('and who else can store or load files there, each by the right that says most', async () => {
    const { deps } = open()
    const listed = (userId: string, rights: Partial<Record<'upload' | 'download' | 'admin', boolean>>) => ({
      userId: UserLabel.parse(userId),
      upload: false,
      download: false,
      admin: false,
      ...rights
    })
    const authorizedUsers = [
      listed('ann', { admin: true, upload: true }),
      listed('bob', { upload: true }),
      listed('eve', { download: true }),
      listed('mallory', {})
    ]
    const ids = async (kind: 'zone-administrator' | 'zone-user') =>
      (await deps.registry.list({ kind, zone: zone.name }, { limit: 9 })).items.map(({ key }) => key.id)
    await indexUsers(deps, zone, { ...defaultAuthorizationSettings, authorizedUsers })
    expect([await ids('zone-administrator'), await ids('zone-user')]).toEqual([['ann'], ['bob', 'eve']])
    await indexUsers(deps, zone, { ...defaultAuthorizationSettings, authorizedUsers: [listed('bob', { admin: true })] })
    expect([await ids('zone-administrator'), await ids('zone-user')]).toEqual([['bob'], []])
  })
})
