import { describe, expect, it } from 'vitest'
import { testGateway, zoneName } from '../../testing/test-gateway.ts'
import { UserLabel } from '../ids/user-label.ts'
import { type AuthorizationSettings, defaultAuthorizationSettings } from '../model/authorization-settings.ts'
import { indexAdministrators, indexAdministratorsSoon } from './administrators-index.ts'

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
    await indexAdministratorsSoon(deps, zone, settingsOf(900))
    expect([writes(), await indexed()]).toEqual([50, 50])
    expect(await indexAdministrators(deps, zone, settingsOf(900))).toBe(0)
    expect([writes(), await indexed()]).toEqual([900, 900])
    await indexAdministratorsSoon(deps, zone, settingsOf(900))
    expect(writes()).toBe(900)
  })

  it('is written at most 1000 times in one run of the job, which says how much is left', async () => {
    const { deps, writes } = open()
    expect(await indexAdministrators(deps, zone, settingsOf(1_500))).toBe(500)
    expect(writes()).toBe(1000)
  })
})
