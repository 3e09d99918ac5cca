import { expect, it } from 'vitest'
import { newClient, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { loginKey } from '../ids/login-key.ts'
import { bindingKey, firstAccountKey, nobody } from '../users/binding.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { callerInZone } from './caller.ts'

it('a client of a login that two accounts had acts for no account, and bears no login of other such', async () => {
  const { deps, registry } = testGateway()
  const client = newClient()
  for (const login of ['lab7', 'lab8'].map(loginKey)) {
    await registry.create(bindingKey(login), { accountId: nobody }, { owner: nobody })
    await registry.create(firstAccountKey(login), { accountId: nobody }, { owner: nobody })
  }
  const record = { clientId: client.clientId, ownerId: 'lab7', timestampCreated: 1, label: '' }
  await registry.create({ kind: 'client', zone: 'default', id: client.clientId }, record)
  const zone = await resolveZone(deps, zoneName('default'))
  const caller = await callerInZone(deps, zone, client.credential)
  expect(caller).toMatchObject({ kind: 'client', labels: [] })
  expect(caller).not.toHaveProperty('accountId')
})
