/**
 * Unmodified Python clients of both generations where files have readers: a file is private at first, a colleague in the
 * team loads it within a minute of being added, and a stranger is told that there is none. What is changed is changed in
 * one process, and the clients ask another: nothing that one remembers is the other's.
 */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { initClient, makeKeys, type PythonPlace, pythonJson } from '../../packages/client/src/python-client.ts'
import { localSite } from '../../packages/client/src/register-locally.ts'
import { type SiteVisitor, signIn } from '../../packages/client/src/site-visitor.ts'
import { type RealGateway, startRealGateway } from '../gateway-process/real-gateway.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

/** ms: what the gateway promises, and what a Python script needs to begin on a busy machine. */
const withinMinute = 60_000
const script = 10_000

const folder = scratchFolder()
let gateway: RealGateway
/** Where clients ask. */
let url: string
/** Administers zone `ada` by way of the other process. */
let ada: SiteVisitor
beforeAll(async () => {
  gateway = await startRealGateway()
  ada = await signIn(localSite(gateway.process.url), 'ada')
  await ada.done('POST /api/zones', { zone: 'ada' })
  await ada.done('PUT /api/zones/ada/file-settings', {
    defaultVisibility: 'private',
    teams: [{ name: 'spikes', members: [] }],
    version: null
  })
  // It has never seen the zone otherwise.
  url = (await gateway.another()).url
})
afterAll(async () => {
  await gateway?.close()
  await folder.remove()
})

interface Person {
  store(path: string): Promise<string>
  /** undefined: None. */
  load(uri: string): Promise<Buffer | undefined>
}

const person = (place: PythonPlace, module: string): Person => ({
  store: async path => {
    const store = `import json, sys, ${module} as k; print(json.dumps(k.store_file(sys.argv[1])))`
    return String(await pythonJson(place, store, [path]))
  },
  load: async uri => {
    const load = `import json, sys, ${module} as k; print(json.dumps(k.load_file(sys.argv[1])))`
    const path = await pythonJson(place, load, [uri])
    return path === null ? undefined : readFile(String(path))
  }
})

/** kachery-cloud; registered, but for a stranger, who has keys alone. */
async function ofFirst(name: string): Promise<Person> {
  const place = { gatewayUrl: url, zone: 'ada', home: join(folder.path, `first-${name}`) }
  await (name === 'eve' ? makeKeys(place) : initClient(place, name))
  return person(place, 'kachery_cloud')
}

/** kachery 2; with an API key, but for a stranger. */
async function ofSecond(name: string): Promise<Person> {
  const home = join(folder.path, `second-${name}`)
  const key = name === 'eve' ? {} : { KACHERY_API_KEY: await (await signIn(localSite(url), name)).newApiKey() }
  const variables = { KACHERY_BASE_URL: url, KACHERY_ZONE: 'ada', KACHERY_DIR: join(home, 'kachery'), ...key }
  return person({ gatewayUrl: url, home, variables }, 'kachery')
}

/** One after the other: each saves what the one before saved. */
let joined: Promise<unknown> = Promise.resolve()
function joinTeam(login: string): Promise<unknown> {
  joined = joined.then(async () => {
    const { readers: _, notBound: __, ...settings } = await ada.done('GET /api/zones/ada/file-settings')
    const [team] = Object(settings.teams)
    const teams = [{ ...team, members: [...team.members, login] }]
    await ada.done('PUT /api/zones/ada/file-settings', { ...settings, teams })
  })
  return joined
}

it.concurrent.each([
  ['kachery-cloud', 'first', ofFirst],
  ['kachery 2', 'second', ofSecond]
])('%s: private at first, a colleague’s within a minute of joining the team, never a stranger’s', async (_, by, of) => {
  const [owner, colleague, stranger] = [await of('ada'), await of(`bob-${by}`), await of('eve')]
  const path = join(folder.path, `of-${by}`)
  await writeFile(path, randomBytes(5_000))
  const bytes = await readFile(path)
  const uri = await owner.store(path)
  const hash = /[0-9a-f]{40}/.exec(uri)?.[0] ?? ''

  expect(await owner.load(uri)).toEqual(bytes)
  for (const other of [colleague, stranger]) expect(await other.load(uri)).toBeUndefined()

  await ada.done(`PATCH /api/zones/ada/files/${hash}`, { visibility: 'team spikes' })
  expect(await colleague.load(uri)).toBeUndefined()
  await joinTeam(`bob-${by}`)
  const added = Date.now()
  await expect.poll(() => colleague.load(uri), { timeout: withinMinute + script, interval: 500 }).toEqual(bytes)
  expect(Date.now() - added).toBeLessThan(withinMinute + script)
  expect(await stranger.load(uri)).toBeUndefined()
})
