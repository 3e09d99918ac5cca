/**
 * Versions of the Python client that labs still run, unmodified, against the gateway that `npm start` runs: they register,
 * store, load, and are told what is wrong, as the newest one is (python-client.test.ts).
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import { initClient, type PythonPlace, pythonError, pythonJson } from '../../packages/client/src/python-client.ts'
import { type GatewayProcess, startGatewayProcess } from '../gateway-process/gateway-process.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'

const folder = scratchFolder()
let gateway: GatewayProcess
beforeAll(async () => {
  gateway = await startGatewayProcess({ data: join(folder.path, 'data') })
})
afterAll(async () => {
  await gateway?.stop()
  await folder.remove()
})

const call = (expression: string) => `import json, sys, kachery_cloud as kc; print(json.dumps(${expression}))`

describe.each(['0.3.5', '0.3.11', '0.4.5'])('kachery-cloud %s', version => {
  const somebody = (name: string): PythonPlace => ({
    gatewayUrl: gateway.url,
    home: join(folder.path, version, name),
    python: join(needed('TEST_OLD_KACHERY'), version, 'bin/python3')
  })
  let ada: PythonPlace
  let reader: PythonPlace
  beforeAll(async () => {
    ada = somebody('ada')
    reader = somebody('reader')
    expect(await initClient(ada, 'ada')).toContain('Owner: ada')
  })

  it.each([0, 1, 100_000, 20_000_000])('a file of %d bytes, there and back', async size => {
    const bytes = randomBytes(size)
    const path = join(folder.path, randomBytes(8).toString('hex'))
    await writeFile(path, bytes)
    const uri = `sha1://${createHash('sha1').update(bytes).digest('hex')}`
    // Twice: the second time it is there already.
    for (const _ of [1, 2]) expect(await pythonJson(ada, call('kc.store_file(sys.argv[1])'), [path])).toBe(uri)
    const loaded = await pythonJson(reader, call('kc.load_file(sys.argv[1])'), [uri])
    expect((await readFile(String(loaded))).equals(bytes)).toBe(true)
  })

  it('text and JSON, there and back', async () => {
    const text = await pythonJson(ada, call('kc.store_text(sys.argv[1])'), [`Zürich ${version}`])
    expect(await pythonJson(reader, call('kc.load_text(sys.argv[1])'), [String(text)])).toBe(`Zürich ${version}`)
    const json = await pythonJson(ada, call('kc.store_json({"version": sys.argv[1]})'), [version])
    expect(await pythonJson(reader, call('kc.load_json(sys.argv[1])'), [String(json)])).toEqual({ version })
  })

  it('what is not there is None', async () => {
    const missing = `sha1://${randomBytes(20).toString('hex')}`
    expect(await pythonJson(reader, call('kc.load_file(sys.argv[1])'), [missing])).toBeNull()
  })

  it('who never registered is told how to, in the traceback', async () => {
    const sentence = await pythonError(reader, call('kc.store_text(sys.argv[1])'), ['not mine to store'])
    expect(sentence).toContain('kachery-cloud-init')
  })
})
