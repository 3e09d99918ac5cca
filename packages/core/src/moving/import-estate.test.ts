import { expect, it } from 'vitest'
import { estateZones, leaveEstate } from '../../testing/estate.ts'
import { interrupted, Killed, killedAt } from '../../testing/interrupted.ts'
import { testGateway } from '../../testing/test-gateway.ts'
import type { GatewayDeps } from '../deps.ts'
import type { RecordKind } from '../stores/registry.ts'
import { type ImportedZone, importOlderGateway } from './import-older-gateway.ts'
import { SeenOwners } from './seen-owners.ts'

const size = { clients: 5, weeks: 2, items: 2 }

async function imported(deps: GatewayDeps) {
  const zones: ImportedZone[] = []
  const owners = new SeenOwners()
  await importOlderGateway(deps, owners, { usage: true }, zone => zones.push(zone))
  return { zones, owners: owners.list() }
}

/** Without versions, and without what lies in a bucket. */
async function everything({ registry }: GatewayDeps) {
  const kinds: RecordKind[] = ['client', 'client-word', 'resource', 'import']
  const scopes = [{ kind: 'zone' } as const, ...estateZones.flatMap(zone => kinds.map(kind => ({ kind, zone })))]
  const pages = await Promise.all(scopes.map(scope => registry.list(scope, { limit: 1000 })))
  return pages.map(({ items }) => items.map(({ key, entry }) => [key.id, entry.value]))
}

it('of 12 zones with years of logs comes to the same end wherever it is killed and run again', async () => {
  const buckets = testGateway().buckets
  await leaveEstate(buckets, size)
  const open = () => {
    const gateway = testGateway()
    for (const name of ['default', 'lab'] as const)
      for (const [key, object] of buckets[name].objects) gateway.buckets[name].objects.set(key, object)
    return gateway.deps
  }
  const whole = open()
  const { zones } = await imported(whole)
  expect(zones.map(({ outcome }) => outcome)).toEqual(estateZones.map(() => 'imported'))
  expect(zones.flatMap(zone => (zone.outcome === 'imported' ? zone.records.clients.malformed : []))).toHaveLength(12)
  expect(JSON.stringify(zones)).toMatch(/"archives":\["(zones\/[^"]+)?logs\/log-/)
  const end = await everything(whole)
  let at = 1
  // At each call, that takes minutes: import-older-gateway.test.ts does it with fewer zones.
  for (; ; at += 11) {
    const deps = open()
    const killed = killedAt(at, at % 2 === 0 ? 'before' : 'after')
    const first = await imported(interrupted(deps, killed.onCall)).catch(error => error)
    if (killed.calls() < at) break
    expect(first).toBeInstanceOf(Killed)
    await imported(interrupted(deps, ({ go }) => go()))
    expect(await everything(deps), `killed at call ${at}`).toEqual(end)
  }
  expect(at).toBeGreaterThan(200)
}, 60_000)
