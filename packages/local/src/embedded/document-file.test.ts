import { appendFile, mkdir, mkdtemp, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { DocumentFile } from './document-file.ts'

const Document = z.object({ _id: z.string(), n: z.number() })

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'document-file-'))
})
afterEach(() => rm(directory, { recursive: true }))

const open = () => DocumentFile.open(directory, 'd', Document)
const ids = async (file: DocumentFile<z.infer<typeof Document>>) => (await file.all()).map(one => one._id).sort()

describe('documents in a file', () => {
  it('are on the disk when the write has resolved', async () => {
    const file = await open()
    await file.insertNew([{ _id: 'a', n: 1 }])
    expect(await readFile(join(directory, 'd'), 'utf8')).toBe('{"_id":"a","n":1}\n')
  })

  it('written after a write that failed half way are all there after a restart', async () => {
    const file = await open()
    const path = join(directory, 'd')
    await file.insertNew([{ _id: 'a', n: 1 }])
    await rename(path, `${path}.aside`)
    await mkdir(path)
    await expect(file.insertNew([{ _id: 'b', n: 2 }])).rejects.toThrow()
    await expect(file.insertNew([{ _id: 'b', n: 2 }])).rejects.toThrow()
    await rmdir(path)
    await rename(`${path}.aside`, path)
    await appendFile(path, '{"_id":"b","n')
    await file.insertNew([{ _id: 'b', n: 2 }])
    await file.insertNew([{ _id: 'c', n: 3 }])
    expect(await ids(await open())).toEqual(['a', 'b', 'c'])
  })

  it('of which the last line is half written are opened without it', async () => {
    await appendFile(join(directory, 'd'), '{"_id":"a","n":1}\n{"_id":"b","')
    const file = await open()
    expect(await ids(file)).toEqual(['a'])
    await file.insertNew([{ _id: 'c', n: 3 }])
    expect(await ids(await open())).toEqual(['a', 'c'])
  })

  it('that do not fit the schema count as absent', async () => {
    await appendFile(join(directory, 'd'), '{"_id":"a","n":"one"}\n')
    const file = await open()
    expect(await file.get('a')).toBeUndefined()
    expect(await file.all()).toEqual([])
  })

  it('inserted or put by many at once are written once', async () => {
    const file = await open()
    const twenty = Array.from({ length: 20 }, (_, n) => ({ _id: 'a', n }))
    const inserted = await Promise.all(twenty.map(one => file.insertNew([one, one])))
    expect(inserted.filter(count => count === 1)).toHaveLength(1)
    const put = await Promise.all(twenty.map(one => file.put({ ...one, _id: 'b' }, () => true)))
    expect(put.filter(count => count === 1)).toHaveLength(1)
  })

  it('inserted at once wait for the disk together, and each insertion is told its own', async () => {
    const file = await open()
    const counts = [[1, 2], [2, 3], [3], [4]].map(ns => file.insertNew(ns.map(n => ({ _id: String(n), n }))))
    expect(await Promise.all(counts)).toEqual([2, 1, 0, 1])
    expect(await ids(file)).toEqual(['1', '2', '3', '4'])
  })

  it('inserted after a removal was asked for are there, whatever else is being written', async () => {
    const file = await open()
    await file.insertNew([{ _id: 'a', n: 1 }])
    await Promise.all([
      file.insertNew([{ _id: 'b', n: 1 }]),
      file.insertNew([{ _id: 'c', n: 1 }]),
      file.remove(['a', 'b']),
      file.insertNew([{ _id: 'a', n: 2 }])
    ])
    expect(await ids(file)).toEqual(['a', 'c'])
  })

  it('can be inserted again after insertions that failed together', async () => {
    const file = await open()
    await file.insertNew([{ _id: 'a', n: 1 }])
    const path = join(directory, 'd')
    await rename(path, `${path}.aside`)
    await mkdir(path)
    for (let tries = 0; tries < 2; tries++) {
      const both = await Promise.allSettled(['b', 'c'].map(_id => file.insertNew([{ _id, n: 2 }])))
      expect(both.map(one => one.status)).toEqual(['rejected', 'rejected'])
    }
    await rmdir(path)
    await rename(`${path}.aside`, path)
    expect(await file.insertNew([{ _id: 'd', n: 3 }])).toBe(1)
  })
})
