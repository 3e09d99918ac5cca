import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Database } from './database.ts'

async function newFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'database-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return join(directory, 'gateway.sqlite')
}

function open(path: string): Database {
  const database = Database.open(path)
  onTestFinished(() => database.close())
  return database
}

const insert = (database: Database, id: string) => database.change("INSERT INTO outbox (id, json) VALUES (?, '{}')", id)
const ids = (database: Database) => [...database.rows('SELECT id FROM outbox ORDER BY place')].map(({ id }) => id)

describe('the database', () => {
  it('is for one process at a time, and is open to the next once that one is killed', async () => {
    const path = await newFile()
    const program = `
      import { Database } from '${new URL('./database.ts', import.meta.url).href}'
      globalThis.database = Database.open(${JSON.stringify(path)})
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await once(child.stdout, 'data')
    expect(() => Database.open(path)).toThrow(expect.objectContaining({ reason: 'in_use' }))
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(ids(open(path))).toEqual([])
  })

  it('is for one user at a time in this process, too', async () => {
    const path = await newFile()
    open(path)
    expect(() => Database.open(path)).toThrow(expect.objectContaining({ reason: 'in_use' }))
  })

  it('is read by its user alone', async () => {
    const path = await newFile()
    open(path)
    for (const name of [path, `${path}-wal`]) expect((await stat(name)).mode & 0o777).toBe(0o600)
  })

  it('of another program or another version, or damaged, is told and left as it is', async () => {
    const [text, other, later] = [await newFile(), await newFile(), await newFile()]
    await writeFile(text, 'this is no database, however long it is'.repeat(100))
    const others = new DatabaseSync(other)
    others.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
    others.close()
    Database.open(later).close()
    const changed = new DatabaseSync(later)
    changed.exec('PRAGMA user_version = 99')
    changed.close()
    for (const [path, reason] of [
      [text, 'no_database'],
      [other, 'no_database'],
      [later, 'other_version']
    ] as const) {
      expect(() => Database.open(path)).toThrow(expect.objectContaining({ reason }))
    }
    const same = new DatabaseSync(other)
    expect(same.prepare('SELECT a FROM theirs').all()).toMatchObject([{ a: 1 }])
    same.close()
  })

  it('has written what was asked for when it is closed', async () => {
    const path = await newFile()
    const first = Database.open(path)
    const written = first.write(() => insert(first, 'a'))
    first.close()
    expect(await written).toBe(1)
    expect(ids(open(path))).toEqual(['a'])
  })
})

describe('writes that are asked for together', () => {
  it('are in their order, and see each other', async () => {
    const database = open(await newFile())
    const seen = await Promise.all(
      ['a', 'b', 'c'].map(id =>
        database.write(() => {
          insert(database, id)
          return ids(database).length
        })
      )
    )
    expect(seen).toEqual([1, 2, 3])
    expect(ids(database)).toEqual(['a', 'b', 'c'])
  })

  it('are undone one by one: who fails takes no other with it', async () => {
    const database = open(await newFile())
    const outcomes = await Promise.allSettled([
      database.write(() => insert(database, 'a')),
      database.write(() => {
        insert(database, 'b')
        throw new Error('no')
      }),
      database.write(() => insert(database, 'a')),
      database.write(() => insert(database, 'c'))
    ])
    expect(outcomes.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(ids(database)).toEqual(['a', 'c'])
  })

  it('may be more than one transaction takes', async () => {
    const database = open(await newFile())
    const many = Array.from({ length: 1000 }, (_, n) => `id${n}`)
    await Promise.all(many.map(id => database.write(() => insert(database, id))))
    expect(ids(database)).toEqual(many)
  })

  it('wait for the disk, unless all of a batch may be lost in a power cut', async () => {
    const database = open(await newFile())
    const synchronous = () => database.row('PRAGMA synchronous')?.synchronous
    const [normal, full] = [1, 2]
    const relaxed = (id: string) => database.write(() => insert(database, id), { durable: false })
    expect(synchronous()).toBe(full)
    await relaxed('a')
    expect(synchronous()).toBe(normal)
    await Promise.all([relaxed('b'), database.write(() => insert(database, 'c')), relaxed('d')])
    expect(synchronous()).toBe(full)
    await relaxed('e')
    expect(ids(database)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('13.19: are refused in a sentence where the disk is full, and taken again once there is room', async () => {
    const database = open(await newFile())
    await database.write(() => insert(database, 'a'))
    const pages = Number(database.row('PRAGMA page_count')?.page_count)
    database.row(`PRAGMA max_page_count = ${pages}`)
    const large = () =>
      database.answered('the disk', () =>
        database.write(() => database.change('INSERT INTO outbox (id, json) VALUES (?, ?)', 'b', 'x'.repeat(100_000)))
      )
    await expect(large()).rejects.toMatchObject({
      code: 'store.disk_full',
      kind: 'unavailable',
      message: expect.stringMatching(/disk of this gateway is full \([\d,]+ bytes are left\)/)
    })
    expect(ids(database)).toEqual(['a'])
    database.row('PRAGMA max_page_count = 1000000')
    await large()
    expect(ids(database)).toEqual(['a', 'b'])
  })
})
