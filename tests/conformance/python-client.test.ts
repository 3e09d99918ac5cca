/**
 * The real Python client (kachery-cloud), unmodified, end to end: against the gateway that `npm start` runs with embedded
 * stores, and against the same program on real services. What people read in a traceback is asserted to the letter.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentKey } from '../../packages/client/src/content-key.ts'
import {
  initClient,
  makeKeys,
  type PythonPlace,
  pythonError,
  pythonJson,
  runPython
} from '../../packages/client/src/python-client.ts'
import { builtSite } from '../../scripts/built-site.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { type RealGateway, startRealGateway } from '../gateway-process/real-gateway.ts'
import { dataFolder, scratchFolder } from '../gateway-process/scratch-folder.ts'

const store = `
import json, sys, kachery_cloud as kc
print(json.dumps(kc.store_file(sys.argv[1])))`

const load = `
import json, sys, kachery_cloud as kc
print(json.dumps(kc.load_file(sys.argv[1])))`

const text = `
import json, sys, kachery_cloud as kc
print(json.dumps(kc.store_text(sys.argv[1])))`

const remove = `
import sys, kachery_cloud as kc
kc.admin_delete_file(sys.argv[1])
print('true')`

const folder = scratchFolder()
afterAll(() => folder.remove())

let people = 0
/** Somebody with a home of their own. */
function somebody(gatewayUrl: string, zone?: string): PythonPlace {
  people += 1
  return { gatewayUrl, home: join(folder.path, `person-${people}`), ...(zone === undefined ? {} : { zone }) }
}

/** Somebody who ran kachery-cloud-init and registered as `name`. */
async function registered(gatewayUrl: string, name: string, zone?: string): Promise<PythonPlace> {
  const place = somebody(gatewayUrl, zone)
  await initClient(place, name)
  return place
}

/** Somebody with keys that no gateway knows. */
async function stranger(gatewayUrl: string, zone?: string): Promise<PythonPlace & { clientId: string }> {
  const place = somebody(gatewayUrl, zone)
  return { ...place, clientId: await makeKeys(place) }
}

async function newFile(size: number): Promise<{ path: string; sha1: string }> {
  const path = join(folder.path, randomBytes(8).toString('hex'))
  const hash = createHash('sha1')
  const file = await open(path, 'w')
  for (let left = size; left > 0; left -= 1_000_000) {
    const bytes = randomBytes(Math.min(left, 1_000_000))
    hash.update(bytes)
    await file.write(bytes)
  }
  await file.close()
  return { path, sha1: hash.digest('hex') }
}

async function sha1OfFile(path: unknown): Promise<string> {
  const hash = createHash('sha1')
  await pipeline(createReadStream(String(path)), hash)
  return hash.digest('hex')
}

function everyGateway(name: string, start: () => Promise<{ url: string; close(): Promise<void> }>): void {
  describe(`the Python client and ${name}`, () => {
    let gateway: { url: string; close(): Promise<void> }
    let ada: PythonPlace
    /** Has keys, and a cache of its own. */
    let reader: PythonPlace
    beforeAll(async () => {
      gateway = await start()
      ada = await registered(gateway.url, 'ada')
      reader = await stranger(gateway.url)
    })
    afterAll(() => gateway?.close())

    it('kachery-cloud-init prints a link; who is signed in and has it registered has a client, and a page of it', async () => {
      const place = somebody(gateway.url)
      const screen = await initClient(place, 'grace')
      expect(screen).toContain('Client initialized successfully.')
      expect(screen).toContain('Owner: grace')
      const again = await runPython(place, 'import kachery_cloud as kc; kc.init()')
      expect(again.stdout).toContain('This client has already been registered.')
      const [link = ''] = /http\S+\/client\/\S+/.exec(again.stdout) ?? []
      builtSite()
      const page = await fetch(link, { headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
    })

    it.each([0, 1, 100_000, 8_000_000, 200_000_000])('a file of %d bytes, there and back', async size => {
      const { path, sha1 } = await newFile(size)
      expect(await pythonJson(ada, store, [path])).toBe(`sha1://${sha1}`)
      const loaded = await pythonJson(reader, load, [`sha1://${sha1}`])
      expect(loaded).not.toBe(path)
      expect(await sha1OfFile(loaded)).toBe(sha1)
    })

    it('text, JSON and numpy arrays, there and back', async () => {
      const stored = `
import json, numpy as np, kachery_cloud as kc
value = {'a': [1, 2.5, None, 'Zürich 名前 😀'], 'b': {'c': 12345678901234567890}}
array = np.arange(60000, dtype=np.float32).reshape(200, 300)
print(json.dumps([kc.store_text('two\\nlines, Zürich', label='a label.txt'), kc.store_json(value), kc.store_npy(array)]))`
      const uris = await pythonJson(ada, stored)
      const back = `
import json, sys, numpy as np, kachery_cloud as kc
text, value, array = json.loads(sys.argv[1])
a = kc.load_npy(array)
print(json.dumps([kc.load_text(text), kc.load_json(value), list(a.shape), str(a.dtype), float(a[199, 299])]))`
      expect(await pythonJson(reader, back, [JSON.stringify(uris)])).toEqual([
        'two\nlines, Zürich',
        { a: [1, 2.5, null, 'Zürich 名前 😀'], b: { c: expect.any(Number) } },
        [200, 300],
        'float32',
        59999
      ])
      expect(uris).toEqual([
        expect.stringMatching(/^sha1:\/\/[0-9a-f]{40}\?label=a%20label\.txt$/),
        expect.stringMatching(/^sha1:\/\/[0-9a-f]{40}$/),
        expect.stringMatching(/^sha1:\/\/[0-9a-f]{40}$/)
      ])
    })

    it('the same file twice, by two people, gives the same URI', async () => {
      const { path, sha1 } = await newFile(5000)
      const grace = await registered(gateway.url, 'grace')
      for (const place of [ada, ada, grace]) expect(await pythonJson(place, store, [path])).toBe(`sha1://${sha1}`)
    })

    it('load_file_info says the size', async () => {
      const { path, sha1 } = await newFile(4321)
      await pythonJson(ada, store, [path])
      const info = `
import json, sys, kachery_cloud as kc
print(json.dumps(kc.load_file_info(sys.argv[1])))`
      expect(await pythonJson(reader, info, [`sha1://${sha1}`])).toMatchObject({ found: true, size: 4321 })
    })

    it('a URI that nobody stored gives None', async () => {
      expect(await pythonJson(reader, load, [`sha1://${randomBytes(20).toString('hex')}`])).toBeNull()
    })

    it('two processes that store the same file at once both succeed', async () => {
      for (const size of [1000, 8_000_000]) {
        const { path, sha1 } = await newFile(size)
        const grace = await registered(gateway.url, 'grace')
        const both = await Promise.all([ada, grace].map(place => pythonJson(place, store, [path])))
        expect(both).toEqual([`sha1://${sha1}`, `sha1://${sha1}`])
        expect(await sha1OfFile(await pythonJson(reader, load, [`sha1://${sha1}`]))).toBe(sha1)
      }
    })

    it('a file that changes while it is stored is refused, and the right one can be stored', async () => {
      const { path, sha1 } = await newFile(100_000)
      const other = (await newFile(100_000)).path
      const changing = `
import json, sys, shutil, requests, kachery_cloud as kc
put = requests.put
def put_something_else(url, data):
    with open(sys.argv[2], 'rb') as other:
        return put(url, data=other)
requests.put = put_something_else
kc.store_file(sys.argv[1])`
      expect(await pythonError(ada, changing, [path, other])).toBe(
        `Exception: Error in finalizeFileUpload (422) Unprocessable Entity: The uploaded bytes have SHA-1 ${await sha1OfFile(other)}, not ${sha1}; they were removed, so store the file again (it may have changed while it was read).`
      )
      expect(await pythonJson(reader, load, [`sha1://${sha1}`])).toBeNull()
      expect(await pythonJson(ada, store, [path])).toBe(`sha1://${sha1}`)
    })

    it('a client that is not registered is told what to do, with the link', async () => {
      const { clientId, ...place } = await stranger(gateway.url)
      expect(await pythonError(place, text, ['hello'])).toBe(
        `Exception: Error in initiateFileUpload (403) Forbidden: Client ${clientId.slice(0, 8)}… is not registered in zone default, so it can't upload files; run kachery-cloud-init with KACHERY_ZONE=default and open the link that it prints (it begins with ${gateway.url}/registerClient/${clientId}).`
      )
    })

    it('13.1: KACHERY_GATEWAY_URL that ends in a slash works, and so does the link that kachery-cloud-init prints then', async () => {
      const place = somebody(`${gateway.url}/`)
      const screen = await initClient(place, 'grace')
      expect(screen).toContain('//registerClient/')
      expect(screen).toContain('Client initialized successfully.')
      const { path, sha1 } = await newFile(1000)
      expect(await pythonJson(place, store, [path])).toBe(`sha1://${sha1}`)
      expect(
        await sha1OfFile(await pythonJson({ ...reader, gatewayUrl: `${gateway.url}/` }, load, [`sha1://${sha1}`]))
      ).toBe(sha1)
    })

    it('13.6: a client before 0.3.5 is told to upgrade', async () => {
      // As its code asks and raises.
      const old = `
import sys, requests
resp = requests.post(sys.argv[1] + '/api/kacherycloud', json={'payload': {'type': 'findFile'}})
raise Exception(f'Error in findFile ({resp.status_code}) {resp.reason}: {resp.text}')`
      expect(await pythonError(reader, old, [gateway.url])).toBe(
        `Exception: Error in findFile (410) Gone: This version of kachery-cloud is too old for this gateway; run pip install --upgrade kachery-cloud, and set KACHERY_GATEWAY_URL=${gateway.url}.`
      )
    })

    it('a zone that is not there is told by name', async () => {
      expect(await pythonError({ ...ada, zone: 'no.such.zone' }, text, ['hello'])).toBe(
        'Exception: Error in initiateFileUpload (404) Not Found: There is no zone "no.such.zone" on this gateway; check KACHERY_ZONE and KACHERY_GATEWAY_URL.'
      )
    })

    it('a computer with a wrong clock is told so, and the time', async () => {
      const wrongClock = `
import datetime, kachery_cloud as kc, kachery_cloud._kachery_gateway_request as wire
class Wrong(datetime.datetime):
    @classmethod
    def now(cls): return datetime.datetime.now() + datetime.timedelta(minutes=10)
wire.datetime = Wrong
kc.store_text('hello')`
      expect(await pythonError(ada, wrongClock)).toMatch(
        /^Exception: Error in initiateFileUpload \(401\) Unauthorized: The request's timestamp is (600|599) s ahead of the gateway's clock, which says \d{4}-\d\d-\d\dT[\d:.]+Z; at most 125 s is accepted, so set your computer's clock and try again\.$/
      )
    })

    it('an administrator deletes a file; others may not', async () => {
      const uri = String(await pythonJson(ada, text, [randomBytes(20).toString('hex')]))
      const grace = await registered(gateway.url, 'grace')
      const client = String(
        await pythonJson(grace, 'import json, kachery_cloud as kc; print(json.dumps(kc.get_client_id()))')
      )
      expect(await pythonError(grace, remove, [uri])).toBe(
        `Exception: Error in deleteFile (403) Forbidden: Client ${client.slice(0, 8)}… of user grace can't delete files in zone default; ask an administrator of the zone for permission (ada).`
      )
      expect(await pythonJson(await stranger(gateway.url), load, [uri])).not.toBeNull()
      expect(await pythonJson(ada, remove, [uri])).toBe(true)
      expect(await pythonJson(await stranger(gateway.url), load, [uri])).toBeNull()
      expect(await pythonError(ada, remove, [uri])).toBe(
        `Exception: Zone default has no file ${uri.slice('sha1://'.length)}.`
      )
    })
  })
}

everyGateway('the local gateway', async () => {
  const data = dataFolder()
  const gateway = await startGatewayProcess({ data: data.path })
  return {
    url: gateway.url,
    close: async () => {
      await gateway.stop()
      await data.remove()
    }
  }
})

everyGateway('a gateway on real services', async () => {
  const gateway = await startRealGateway()
  return { url: gateway.process.url, close: () => gateway.close() }
})

describe('the Python client and zones on real services', () => {
  let gateway: RealGateway
  let url: string
  beforeAll(async () => {
    gateway = await startRealGateway()
    url = gateway.process.url
  })
  afterAll(() => gateway?.close())

  it("a zone that forbids public download: who can't is told so, who may has the file", async () => {
    const [ada, bob] = [await registered(url, 'ada', 'closed'), await registered(url, 'bob', 'closed')]
    const { path, sha1 } = await newFile(3000)
    expect(await pythonJson(bob, store, [path])).toBe(`sha1://${sha1}`)

    const client = String(
      await pythonJson(bob, 'import json, kachery_cloud as kc; print(json.dumps(kc.get_client_id()))')
    )
    expect(await pythonError(bob, load, [`sha1://${sha1}`])).toBe(
      `Exception: Error in findFile (403) Forbidden: Client ${client.slice(0, 8)}… of user bob can't download files in zone closed; ask an administrator of the zone for permission.`
    )
    const { clientId, ...nobody } = await stranger(url, 'closed')
    expect(await pythonError(nobody, load, [`sha1://${sha1}`])).toBe(
      `Exception: Error in findFile (403) Forbidden: Client ${clientId.slice(0, 8)}… is not registered in zone closed, so it can't download files; run kachery-cloud-init with KACHERY_ZONE=closed and open the link that it prints (it begins with ${url}/registerClient/${clientId}).`
    )
    expect(await sha1OfFile(await pythonJson(ada, load, [`sha1://${sha1}`]))).toBe(sha1)
  })

  it('a file of the fallback bucket is loaded like any other', async () => {
    const { path, sha1 } = await newFile(2000)
    await gateway.buckets.older.put(contentKey(sha1), await readFile(path))
    const reader = await stranger(url, 'lab')
    expect(await sha1OfFile(await pythonJson(reader, load, [`sha1://${sha1}`]))).toBe(sha1)
  })

  it('a client that an older gateway left in the bucket uploads without registering again', async () => {
    const { clientId, ...place } = await stranger(url)
    const record = { clientId, ownerId: 'bob', timestampCreated: 1650000000000, label: 'an old laptop' }
    await gateway.buckets.default.put(
      `clients/${clientId}`,
      JSON.stringify({ ...record, privateKeyHex: '0'.repeat(64) })
    )
    expect(await pythonJson(place, text, ['from an old laptop'])).toMatch(/^sha1:\/\//)
    const init = await runPython(place, 'import kachery_cloud as kc; kc.init()')
    expect(init.stdout).toContain('This client has already been registered.')
    expect(init.stdout).toContain('Label: an old laptop')
  })

  it('a gateway that was not there for a moment goes on where it was', async () => {
    const ada = await registered(url, 'ada')
    const { path, sha1 } = await newFile(1000)
    expect(await pythonJson(ada, store, [path])).toBe(`sha1://${sha1}`)
    await gateway.restart('kill')
    expect(await sha1OfFile(await pythonJson(ada, load, [`sha1://${sha1}`]))).toBe(sha1)
    expect(await pythonJson(ada, text, ['after the restart'])).toMatch(/^sha1:\/\//)
  })
})

describe.each(['the local gateway', 'a gateway on real services'])('%s that verifies in the background', name => {
  let gateway: { process: Pick<GatewayProcess, 'url'>; close(): Promise<unknown> }
  beforeAll(async () => {
    const environment = { VERIFY_IN_REQUEST_BYTES: '1000000' }
    if (name === 'the local gateway') {
      const data = dataFolder()
      const process = await startGatewayProcess({ data: data.path, environment })
      gateway = { process, close: () => process.stop().finally(() => data.remove()) }
    } else gateway = await startRealGateway(environment)
  })
  afterAll(() => gateway?.close())

  it('13.2: a large file is told to be verified until it is there, never to be missing, and can be stored again', async () => {
    const ada = await registered(gateway.process.url, 'ada')
    const { path, sha1 } = await newFile(40_000_000)
    // In one process, so that it is asked at once.
    const storeAndLoad = `
import json, sys, time, kachery_cloud as kc
uri = kc.store_file(sys.argv[1])
said = []
for _ in range(200):
    try:
        said.append('there' if kc.load_file_info(uri)['found'] else 'missing')
        break
    except Exception as e:
        said.append(str(e))
    time.sleep(0.05)
print(json.dumps(said))`
    const said = Object(await pythonJson(ada, storeAndLoad, [path])) as string[]
    expect(said.at(-1)).toBe('there')
    for (const sentence of said.slice(0, -1)) {
      expect(sentence).toMatch(
        new RegExp(
          `^Error in findFile \\(503\\) Service Unavailable: File ${sha1} was uploaded and the gateway is verifying its content, since \\d{4}-[\\dT:.-]+Z; 40,000,000 bytes take about 2 s, so try again in 2 s\\.$`
        )
      )
    }
    expect(await sha1OfFile(await pythonJson(ada, load, [`sha1://${sha1}`]))).toBe(sha1)
    expect(await pythonJson(ada, store, [path])).toBe(`sha1://${sha1}`)
  })

  it('one with wrong bytes never is, and the next to store it may', async () => {
    const ada = await registered(gateway.process.url, 'ada')
    const { path, sha1 } = await newFile(8_000_000)
    const wrong = join(folder.path, `${sha1}.wrong`)
    await writeFile(wrong, randomBytes(8_000_000))
    const storeWrong = `
import json, sys, requests, kachery_cloud as kc
put = requests.put
requests.put = lambda url, data: put(url, data=open(sys.argv[2], 'rb'))
print(json.dumps(kc.store_file(sys.argv[1])))`
    // Answered before anybody looked at the bytes.
    expect(await pythonJson(ada, storeWrong, [path, wrong])).toBe(`sha1://${sha1}`)
    // While it is looked at, the client waits for it by itself.
    expect(await pythonJson(ada, store, [path])).toBe(`sha1://${sha1}`)
    const found = async () => {
      const ran = await runPython(ada, load, [`sha1://${sha1}`])
      return ran.exitCode === 0 && ran.stdout.trim().split('\n').at(-1) !== 'null'
    }
    await expect.poll(found, { timeout: 30_000, interval: 500 }).toBe(true)
    expect(await sha1OfFile(await pythonJson(ada, load, [`sha1://${sha1}`]))).toBe(sha1)
  })
})
