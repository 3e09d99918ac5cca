/** What a findFile that nobody knows waits for: readers are asked for beside what it asks anyway. */
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Distance, farBucket, farEphemeral, farRegistry } from '../../testing/far-stores.ts'
import { finalizeUpload, findFile, initiateUpload } from '../../testing/operations.ts'
import { facts, hashOf, testGateway, user, zoneName } from '../../testing/test-gateway.ts'
import { keyOf } from '../../testing/upload-fixture.ts'
import { makeCaches } from '../caches.ts'
import { fileSettingsKey } from '../zones/file-settings.ts'

const [ann, zone] = [user('ann'), zoneName('default')]

/** What was asked side by side, step after step, for Ann's file by a process that knows all but the file. */
async function stepsWhere({
  readers,
  atGithub = false
}: {
  readers: boolean
  atGithub?: boolean
}): Promise<string[][]> {
  const gateway = testGateway({ readers })
  await gateway.settings('default', 'allowPublicUpload: true\nauthorizedUsers: []')
  const store = async (text: string) => {
    const bytes = Buffer.from(text)
    const input = { zone, hash: hashOf(bytes), size: bytes.length }
    const objectKey = keyOf(await initiateUpload(gateway.deps, ann, input))
    await gateway.buckets.default.put(objectKey, bytes)
    await finalizeUpload(gateway.deps, ann, { ...input, objectKey }, facts)
    return input.hash
  }
  const [another, hash] = [await store('another'), await store('asked for')]
  if (atGithub) {
    const teams = [{ name: 'spikes', members: [], github: 'lab/spikes' }]
    await gateway.registry.create(fileSettingsKey(zone), { teams, organizations: { lab: '77' } })
  }
  const distance = new Distance(5)
  const far = {
    ...gateway.deps,
    registry: farRegistry(distance, gateway.registry),
    foundFiles: farEphemeral(distance, gateway.ephemeral),
    openBucket: async () => farBucket(distance, gateway.buckets.default),
    caches: makeCaches(gateway.deps.now)
  }
  const find = async (one: typeof hash) => {
    const result = await findFile(far, ann, { zone, hash: one })
    if (!result.found) throw new Error('it was stored')
    await result.alongside
  }
  await find(another)
  // What nobody waits for is over then.
  await setTimeout(50)
  distance.forget()
  far.caches.githubTeams.delete(ann.user.accountId)
  await find(hash)
  const last = Math.max(...distance.trips.map(({ step }) => step))
  return Array.from({ length: last }, (_, at) =>
    distance.trips.filter(({ step }) => step === at + 1).map(({ store, method }) => `${store}.${method}`)
  ).map(calls => calls.sort())
}

it('a findFile that no process remembers asks for readers beside the ephemeral store, and waits no longer', async () => {
  const [one, ...others] = await stepsWhere({ readers: false })
  expect(one).toEqual(['ephemeral.findFound'])
  expect(others).toEqual([['bucket.head', 'registry.list'], ['ephemeral.rememberFound']])
  expect(await stepsWhere({ readers: true })).toEqual([['ephemeral.findFound', 'registry.list'], ...others])
  // Only a zone that names a team at GitHub asks which of them the caller is in, at the same time.
  const first = ['ephemeral.findFound', 'registry.get', 'registry.list']
  expect(await stepsWhere({ readers: true, atGithub: true })).toEqual([first, ...others])
})
