import { expect, it } from 'vitest'
import { user, zoneName } from '../../testing/test-gateway.ts'
import type { KeyRights } from '../model/api-key.ts'
import { isInScope } from './key-scope.ts'
import type { ZoneAction } from './permissions.ts'

const lab = zoneName('lab')
const actions = ['download', 'read-all', 'upload', 'delete', 'administer', 'own'] as const

it.each<[KeyRights, ZoneAction[]]>([
  ['upload-and-download', [...actions]],
  ['upload', ['upload']],
  ['download', ['download', 'read-all']]
])('a key to %s is for that, in its zone alone', (rights, meant) => {
  const key = (zone: typeof lab | null) => ({
    kind: 'user' as const,
    user: user('ann').user,
    provedBy: 'api-key' as const,
    scope: { name: 'rig', zone, rights }
  })
  for (const action of actions) {
    const isMeant = meant.includes(action)
    expect(isInScope(key(null), action, lab)).toBe(isMeant)
    expect(isInScope(key(lab), action, lab)).toBe(isMeant)
    expect(isInScope(key(lab), action, zoneName('default'))).toBe(false)
  }
})
