import { expect, it } from 'vitest'
import { facts, newClient, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { registerClient } from '../clients/register-client.ts'
import { runJob } from '../jobs/run-job.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { doneFirstSteps } from './done-first-steps.ts'

it('issue 13, number 23: each first step is done when what it is about is there, and not before', async () => {
  const { deps, buckets } = testGateway()
  const zone = await resolveZone(deps, zoneName('lab'))
  const settings = async (yaml: string) => {
    await buckets.lab.put('settings/authorizationSettings.yaml', Buffer.from(yaml))
    deps.caches.settings.delete(zone.name)
  }
  const done = async (of = deps) =>
    (await doneFirstSteps(of, zone, true)).flatMap(({ step, done }) => (done ? [step] : []))
  const fresh = { ...deps, administrators: new Map() }
  await settings('allowPublicUpload: false\nauthorizedUsers: []')
  expect(await done(fresh)).toEqual(['sign-in'])
  expect((await doneFirstSteps(fresh, zone, false)).some(({ done }) => done)).toBe(false)
  await settings('allowPublicUpload: false\nauthorizedUsers: [{ userId: ann, admin: true }]')
  expect(await done(fresh)).toEqual(['sign-in', 'administrators'])
  await runJob(deps, 'check-zones', { timeLeft: () => 600_000, origins: [] })
  expect(await done(fresh)).toEqual(['sign-in', 'administrators', 'storage'])
  await settings('allowPublicUpload: false\nauthorizedUsers: [{ userId: ann, admin: true, upload: true }]')
  const { clientId, registrationSignature: signature } = newClient()
  await registerClient(deps, zone, user('ann').user, { clientId, signature, label: '' }, facts)
  expect(await done()).toEqual(['sign-in', 'administrators', 'storage', 'people', 'client'])
  await buckets.lab.put(`sha1/ab/ab/ab/${'ab'.repeat(20)}`, Buffer.from('x'))
  expect(await done()).toHaveLength(6)
})
