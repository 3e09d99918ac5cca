/** The real Python client against what was deployed, registered as an older gateway would have left it in the bucket. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeKeys, type PythonPlace, pythonError, pythonJson } from '../../packages/client/src/python-client.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

export interface PythonZone {
  url: string
  zone?: string
  register(clientId: string, ownerId: string): Promise<void>
}

const store = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.store_file(sys.argv[1])))'
const load = 'import json, sys, kachery_cloud as kc; print(json.dumps(kc.load_file(sys.argv[1])))'
const sizes = [0, 1, 1_000_000, 60_000_000]

export function pythonSuite(zones: Record<string, PythonZone>): void {
  describe.each(Object.entries(zones))('the Python client in %s', (_, { url, zone, register }) => {
    const folder = scratchFolder()
    afterAll(() => folder.remove())
    const at = (home: string): PythonPlace => ({
      gatewayUrl: url,
      home: join(folder.path, home),
      ...(zone === undefined ? {} : { zone })
    })

    it('stores files of 0 B to 60 MB, and somebody else loads them', async () => {
      const [bob, eve] = [at('bob'), at('eve')]
      await register(await makeKeys(bob), 'bob')
      await makeKeys(eve)
      for (const size of sizes) {
        const path = join(folder.path, `file-${size}`)
        const bytes = randomBytes(size)
        await writeFile(path, bytes)
        const uri = String(await pythonJson(bob, store, [path]))
        expect(uri).toBe(`sha1://${createHash('sha1').update(bytes).digest('hex')}`)
        // The largest is verified by the worker: found when it is done.
        let loaded: unknown = null
        for (let tries = 0; loaded === null && tries < 60; tries++) {
          loaded = await pythonJson(eve, load, [uri])
          if (loaded === null) await new Promise(resolve => setTimeout(resolve, 500))
        }
        expect(Buffer.compare(await readFile(String(loaded)), bytes)).toBe(0)
      }
    })

    it('is told in a sentence why it may not store', async () => {
      const eve = at('eve')
      const path = join(folder.path, 'refused')
      await writeFile(path, randomBytes(10))
      expect(await pythonError(eve, store, [path])).toMatch(/not registered/)
    })
  })
}
