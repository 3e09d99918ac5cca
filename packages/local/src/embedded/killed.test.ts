/** kill -9 in the middle of writing, 200 times: nothing that was promised is lost, and nothing is there by half. */
import { spawn } from 'node:child_process'
import { createHash, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Database } from './database.ts'

/** Side by side, each in a folder of its own that all its processes follow each other in. */
const lanes = 4
const killsInALane = 50
const allKinds = ['assembled', 'item', 'job', 'kept', 'object', 'part', 'record', 'removed', 'replaced']

let folder: string
let program: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'))
  program = join(folder, 'busy-stores.mjs')
  // One file: most of the time would go into reading modules.
  await build({
    entryPoints: [fileURLToPath(new URL('../../testing/busy-stores.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program
  })
})
afterAll(() => rm(folder, { recursive: true }))

/** What it promised before it was killed, ms after it had promised enough. */
async function promisesUntilKilled(
  directory: string,
  isEnough: (promises: readonly string[]) => boolean,
  ms: number
): Promise<string[]> {
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const promises: string[] = []
  const enough = Promise.withResolvers<void>()
  const lines = createInterface(child.stdout).on('line', line => {
    promises.push(line)
    if (isEnough(promises)) enough.resolve()
  })
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')])
  await Promise.race([enough.promise, ended])
  expect(child.exitCode, 'it writes until it is killed').toBeNull()
  await new Promise(resolve => setTimeout(resolve, ms))
  child.kill('SIGKILL')
  await ended
  return promises
}

const kindsOf = (promises: readonly string[]) => [...new Set(promises.map(line => line.replace(/ .*/, '')))].sort()

const sha1 = (content: string | Uint8Array) => createHash('sha1').update(content).digest('hex')

async function expectKept(directory: string, promises: readonly string[]): Promise<void> {
  const database = Database.open(join(directory, 'gateway.sqlite'))
  const column = (sql: string) => [...database.rows(sql)].map(row => String(row.it))
  const of = (kind: string) =>
    promises.flatMap(line => (line.startsWith(`${kind} `) ? [line.slice(kind.length + 1)] : []))
  const objects = [...database.rows('SELECT CAST(key AS TEXT) AS it, blob, size, sha1 FROM object')]
  const keys = new Set(objects.map(({ it }) => String(it)))
  const removed = new Set(of('removed'))
  const missing = {
    record: missingFrom(of('record'), column("SELECT value ->> 'id' AS it FROM record")),
    replaced: missingFrom(of('replaced'), column("SELECT value ->> 'id' AS it FROM record WHERE value ->> 'replaced'")),
    item: missingFrom(of('item'), column('SELECT id AS it FROM log_item')),
    kept: missingFrom(of('kept'), column('SELECT id AS it FROM outbox')),
    job: missingFrom(of('job').map(sha1), column("SELECT job ->> 'hash' AS it FROM verification")),
    object: missingFrom(
      of('object').filter(key => !removed.has(key) && key.endsWith('.copy')),
      [...keys]
    )
  }
  expect(missing).toEqual({ record: [], replaced: [], item: [], kept: [], job: [], object: [] })
  expect([...removed].filter(key => keys.has(key))).toEqual([])
  expect(database.row('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' })
  await expectParts(database, directory, of('part'))
  database.close()
  // Whatever is there is there whole.
  for (const { it, blob, size, sha1: told } of objects) {
    const content = await readFile(join(directory, 'objects', String(blob).slice(0, 2), String(blob)))
    expect(content.toString()).toBe(`content of ${String(it).replace('.copy', '')}`)
    expect(content.length).toBe(size)
    // Nobody has read what was just made of parts.
    if (!String(told).endsWith('-3')) expect(sha1(content)).toBe(told)
  }
  const blobs = new Set(objects.map(({ blob }) => blob))
  expect((await readdir(join(directory, 'objects'), { recursive: true })).length).toBeGreaterThan(blobs.size)
}

/** Of uploads that are open: what was promised is there, and whatever is there is there whole. */
async function expectParts(database: Database, directory: string, promised: readonly string[]): Promise<void> {
  const open = new Map([...database.rows('SELECT id, part_size FROM parted_file')].map(row => [String(row.id), row]))
  const rows = [...database.rows('SELECT upload, number, size, sha1 FROM part')]
  const there = new Map<string, string>()
  for (const { upload, number, size, sha1: told } of rows) {
    const from = (Number(number) - 1) * Number(open.get(String(upload))?.part_size)
    const file = await readFile(join(directory, 'objects', 'parts', String(upload)))
    const part = file.subarray(from, from + Number(size))
    expect(sha1(part)).toBe(told)
    there.set(`${upload} ${number}`, part.toString())
  }
  const missing = promised.filter(line => {
    const [upload = '', number, ...content] = line.split(' ')
    return open.has(upload) && there.get(`${upload} ${number}`) !== content.join(' ')
  })
  expect(missing).toEqual([])
}

const missingFrom = (wanted: string[], there: string[]) => {
  const known = new Set(there)
  return wanted.filter(id => !known.has(id)).slice(0, 3)
}

it('nothing promised is lost on 200 times kill -9', { timeout: 300_000 }, async () => {
  const all = await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const directory = await mkdtemp(join(folder, `lane-${lane}-`))
      const promises: string[] = []
      for (let kills = 1; kills < killsInALane; kills++) {
        const least = randomInt(1, 40)
        promises.push(...(await promisesUntilKilled(directory, ({ length }) => length >= least, randomInt(25))))
      }
      // A slow disk may have been killed before the third thing in a row was done; the last life gets to it.
      const isAll = (sofar: readonly string[]) => kindsOf(sofar).length === allKinds.length
      promises.push(...(await promisesUntilKilled(directory, isAll, randomInt(25))))
      await expectKept(directory, promises)
      return promises
    })
  )
  expect(kindsOf(all.flat())).toEqual(allKinds)
  expect(all.flat().length).toBeGreaterThan(lanes * killsInALane)
})
