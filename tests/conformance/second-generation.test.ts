/**
 * The real Python client of the second generation (PyPI kachery 2), unmodified, against the gateway that `npm start`
 * runs: what it stores it loads, and so does a client of the first generation, and the other way round.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newApiKey } from '../../packages/client/src/api-key.ts'
import {
  initClient,
  type PythonPlace,
  pythonError,
  pythonJson,
  runPython
} from '../../packages/client/src/python-client.ts'
import { signInLocally } from '../../packages/client/src/register-locally.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

const folder = scratchFolder()
let gateway: GatewayProcess
let apiKey: string

beforeAll(async () => {
  gateway = await startGatewayProcess({
    data: join(folder.path, 'data'),
    environment: { ADMINISTRATORS: '["ada"]' }
  })
  apiKey = await newApiKey(gateway.url, 'ada')
})
afterAll(async () => {
  await gateway?.stop()
  await folder.remove()
})

let people = 0
/** Somebody with a home and a cache of their own; nobody presses Enter for them. */
function somebody(variables: Record<string, string> = {}): PythonPlace {
  people += 1
  const home = join(folder.path, `person-${people}`)
  const own = { KACHERY_BASE_URL: gateway.url, KACHERY_DIR: join(home, 'kachery'), KACHERY_ALLOW_PUBLIC_ZONES: '1' }
  return { gatewayUrl: gateway.url, home, variables: { ...own, ...variables } }
}

const store = 'import json, sys, kachery as ka; print(json.dumps(ka.store_file(sys.argv[1], label="a label.txt")))'
const load = 'import json, sys, kachery as ka; print(json.dumps(ka.load_file(sys.argv[1])))'
const oldStore = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.store_file(sys.argv[1])))'
const oldLoad = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.load_file(sys.argv[1])))'

async function newFile(size: number): Promise<{ path: string; bytes: Buffer; sha1: string }> {
  const bytes = randomBytes(size)
  const path = join(folder.path, randomBytes(8).toString('hex'))
  await writeFile(path, bytes)
  return { path, bytes, sha1: createHash('sha1').update(bytes).digest('hex') }
}

const contentOf = async (path: unknown) => readFile(String(path))

describe('kachery 2', () => {
  it.each([0, 1, 100_000, 20_000_000])('a file of %d bytes, there and back', async size => {
    const { path, bytes, sha1 } = await newFile(size)
    const uri = await pythonJson(somebody({ KACHERY_API_KEY: apiKey }), store, [path])
    expect(uri).toMatch(new RegExp(`^kachery:default:sha1:${sha1}`))
    expect((await contentOf(await pythonJson(somebody(), load, [String(uri)]))).equals(bytes)).toBe(true)
  })

  it('loads what a client of the first generation stored, and the other way round', async () => {
    const old = somebody()
    await initClient(old, 'ada')
    const [one, other] = [await newFile(5_000), await newFile(6_000)]
    await pythonJson(old, oldStore, [one.path])
    const loaded = await pythonJson(somebody(), load, [`kachery:default:sha1:${one.sha1}`])
    expect((await contentOf(loaded)).equals(one.bytes)).toBe(true)
    await pythonJson(somebody({ KACHERY_API_KEY: apiKey }), store, [other.path])
    const back = await pythonJson(old, oldLoad, [`sha1://${other.sha1}`])
    expect((await contentOf(back)).equals(other.bytes)).toBe(true)
  })

  it('13.1: KACHERY_BASE_URL that ends in a slash works', async () => {
    const { path, sha1 } = await newFile(1_000)
    const place = somebody({ KACHERY_API_KEY: apiKey, KACHERY_BASE_URL: `${gateway.url}/` })
    const uri = String(await pythonJson(place, store, [path]))
    expect(uri).toMatch(new RegExp(`^kachery:default:sha1:${sha1}`))
    const reader = somebody({ KACHERY_BASE_URL: `${gateway.url}/` })
    expect(await pythonJson(reader, load, [uri])).not.toBeNull()
  })

  it('13.6: is told of its own variables, not of the older client’s', async () => {
    const { path } = await newFile(10)
    const nowhere = somebody({ KACHERY_API_KEY: apiKey, KACHERY_ZONE: 'no.such.zone' })
    expect(await pythonError(nowhere, store, [path])).toBe(
      'Exception: Error in initiateFileUploadRequest (404) Not Found: There is no zone "no.such.zone" on this gateway; check KACHERY_ZONE and KACHERY_BASE_URL.'
    )
  })

  it('13.2: a large file is told to be verified until it is there', async () => {
    const data = join(folder.path, 'data-of-large-files')
    const environment = { ADMINISTRATORS: '["ada"]', VERIFY_IN_REQUEST_BYTES: '1000' }
    const large = await startGatewayProcess({ data, environment })
    try {
      const own = { KACHERY_BASE_URL: large.url, KACHERY_API_KEY: await newApiKey(large.url, 'ada') }
      const { path, sha1 } = await newFile(40_000_000)
      const storeAndLoad = `
import json, sys, time, kachery as ka
uri = ka.store_file(sys.argv[1])
said = []
for _ in range(200):
    try:
        said.append('there' if ka.load_file(f'kachery:default:sha1:{sys.argv[2]}') else 'missing')
        break
    except Exception as e:
        said.append(str(e))
    time.sleep(0.05)
print(json.dumps(said))`
      const said = await pythonJson(somebody(own), storeAndLoad, [path, sha1])
      if (!Array.isArray(said)) throw new Error('no list')
      expect(said.at(-1)).toBe('there')
      for (const sentence of said.slice(0, -1))
        expect(sentence).toContain(`File ${sha1} was uploaded and the gateway is`)
    } finally {
      await large.stop()
    }
  })

  it('with a wrong key reads our sentence in the traceback', async () => {
    const { path } = await newFile(10)
    const wrong = somebody({ KACHERY_API_KEY: `kachery_${'0'.repeat(64)}` })
    expect(await pythonError(wrong, store, [path])).toBe(
      "Exception: Error in initiateFileUploadRequest (401) Unauthorized: The API key isn't valid, or was revoked. Make a new one in My account on the site of this gateway, and set KACHERY_API_KEY to it."
    )
  })

  it('without a key stores in a zone that is marked as scratch, within its limits', async () => {
    const cookie = await signInLocally(gateway.url, 'ada')
    const write = async (method: string, path: string, body: object) => {
      const headers = { cookie, origin: gateway.url, 'content-type': 'application/json' }
      const answer = await fetch(`${gateway.url}${path}`, { method, headers, body: JSON.stringify(body) })
      expect(answer.status, await answer.text()).toBe(200)
    }
    await write('POST', '/api/zones', { zone: 'scratch' })
    const scratch = { fileBytes: 1_000, filesPerDay: 10, bytesPerDay: 10_000, retentionDays: 7 }
    await write('PATCH', '/api/zones/scratch', { scratch, confirm: 'scratch' })
    const { path, bytes, sha1 } = await newFile(500)
    const anyone = somebody({ KACHERY_ZONE: 'scratch' })
    expect(await pythonJson(anyone, store, [path])).toMatch(`kachery:scratch:sha1:${sha1}`)
    const loaded = await pythonJson(somebody(), load, [`kachery:scratch:sha1:${sha1}`])
    expect((await contentOf(loaded)).equals(bytes)).toBe(true)
    const large = await newFile(2_000)
    const ran = await runPython(anyone, store, [large.path])
    expect(ran.stderr).toContain('(413)')
    expect(ran.stderr).toContain('at most 1,000 bytes')
  })
})
