/** An upload in parts is one file from its first byte on, and nobody's bad line, hurry or death changes what is in it. */
import { createHash } from 'node:crypto'
import { link, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { startTestObjectStore, type TestObjectStore } from '../../testing/test-object-store.ts'

vi.mock(import('node:fs/promises'), async original => {
  const actual = await original()
  return { ...actual, link: vi.fn(actual.link) }
})

const partSize = 10
const key = 'uploads/one'
const first = Buffer.from('0123456789')
const last = Buffer.from('end')

let opened: TestObjectStore
let uploadId: string
beforeAll(async () => {
  opened = await startTestObjectStore()
})
afterAll(() => opened.close())
beforeEach(async () => {
  uploadId = await opened.store.beginParts(key, partSize)
})

const file = () => join(opened.objects, 'parts', uploadId)
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')
const listed = async () => (await opened.store.listParts(key, uploadId)) ?? []
const complete = async () => opened.store.completeParts(key, uploadId, await listed())
const text = async (at: string) => Buffer.from((await opened.store.get(at, 100))?.bytes ?? []).toString()

const put = (number: number, content: Buffer) =>
  opened.store.putPart(key, { uploadId, number }, content.length, async function* () {
    yield content
  })

/** A sender whose line stands still after `sent`. */
function hanging(number: number, sent: Buffer, size = partSize) {
  const reached = Promise.withResolvers<void>()
  const line = Promise.withResolvers<Buffer>()
  const stored = opened.store.putPart(key, { uploadId, number }, size, async function* () {
    yield sent
    reached.resolve()
    yield await line.promise
  })
  return { stored, reached: reached.promise, line }
}

it('no byte is copied when it becomes an object, nor when that gets its place and the name of its SHA-1', async () => {
  await put(2, last)
  await put(1, first)
  const { ino } = await stat(file())
  expect(await complete()).toBe('completed')
  const head = await opened.store.head(key)
  expect(head).toMatchObject({ size: 13 })
  expect(head?.sha1, 'nobody has read it').toBeUndefined()
  const verifiedSha1 = sha1(Buffer.concat([first, last]))
  const copied = await opened.store.copy(key, 'sha1/one', { size: 13, wantSha1: true, verifiedSha1 })
  expect(copied).toEqual({ outcome: 'copied', etag: `"${verifiedSha1}"`, sha1: verifiedSha1 })
  await opened.store.remove(key)
  expect(await opened.store.head('sha1/one')).toEqual({ size: 13, etag: `"${verifiedSha1}"`, sha1: verifiedSha1 })
  const [name = ''] = await readdir(join(opened.objects, verifiedSha1.slice(0, 2)))
  expect(name).toMatch(new RegExp(`^${verifiedSha1}\\.`))
  expect((await stat(join(opened.objects, verifiedSha1.slice(0, 2), name))).ino).toBe(ino)
  expect(await readdir(join(opened.objects, 'parts'))).toEqual([])
  await opened.store.remove('sha1/one')
})

it('where a file has one name only, it is copied', async () => {
  await put(1, first)
  vi.mocked(link).mockRejectedValueOnce(Object.assign(new Error('no links here'), { code: 'EPERM' }))
  expect(await complete()).toBe('completed')
  expect(await text(key)).toBe(first.toString())
  expect(await readdir(join(opened.objects, 'unfinished'))).toEqual([])
})

it('a part of which the line broke is not there; one that was there stays', async () => {
  const broken = hanging(1, Buffer.from('01234'))
  await broken.reached
  broken.line.reject(new Error('the line broke'))
  await expect(broken.stored).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(await listed()).toEqual([])
  await put(1, first)
  const again = hanging(1, Buffer.from('XXXXX'))
  await again.reached
  again.line.reject(new Error('the line broke'))
  await expect(again.stored).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(await listed()).toEqual([{ number: 1, size: 10, etag: `"${sha1(first)}"` }])
  expect((await readFile(file())).toString()).toBe(first.toString())
  await opened.store.abortUpload(key, uploadId)
})

it('of two that send the same part, the one that is whole counts, and the one that hangs writes no more', async () => {
  const slow = hanging(1, Buffer.from('XXXXX'))
  await slow.reached
  expect(await put(1, first)).toEqual({ etag: `"${sha1(first)}"` })
  slow.line.resolve(Buffer.from('XXXXX'))
  await expect(slow.stored).rejects.toMatchObject({ code: 'store.unavailable' })
  expect((await readFile(file())).toString()).toBe(first.toString())
  await opened.store.abortUpload(key, uploadId)
})

it('ten that send the same part at once, each another content: one of them is there whole', async () => {
  const contents = Array.from({ length: 10 }, (_, n) => Buffer.alloc(partSize, String(n)))
  await Promise.allSettled(contents.map(content => put(1, content)))
  const [part] = await listed()
  expect(part?.etag).toBe(`"${sha1(await readFile(file()))}"`)
  expect(contents.map(sha1)).toContain(part?.etag.replaceAll('"', ''))
  await opened.store.abortUpload(key, uploadId)
})

it('who still writes when it is completed changes nothing of the object', async () => {
  await put(1, first)
  const late = hanging(2, Buffer.from('XXXXX'))
  await late.reached
  expect(await complete()).toBe('completed')
  late.line.resolve(Buffer.from('XXXXX'))
  await expect(late.stored).rejects.toMatchObject({ code: 'store.unavailable' })
  expect(await text(key)).toBe(first.toString())
  expect(await put(1, last)).toBeUndefined()
  expect(await text(key)).toBe(first.toString())
})

it('a part that comes again while it is completed is in the object whole or not at all', async () => {
  await put(1, first)
  const other = Buffer.alloc(partSize, 'X')
  const parts = await listed()
  const [outcome] = await Promise.all([
    opened.store.completeParts(key, uploadId, parts),
    put(1, other).catch(() => undefined)
  ])
  if (outcome === 'completed') expect(await text(key)).toBe(first.toString())
  else expect(outcome).toBe('bad_parts')
  await opened.store.abortUpload(key, uploadId)
})

it('completed twice at once, and aborted beside it, it is one object or none', async () => {
  await put(1, first)
  await opened.store.remove(key)
  const outcomes = await Promise.all([complete(), complete(), opened.store.abortUpload(key, uploadId)])
  expect(outcomes.filter(outcome => outcome === 'completed').length).toBe((await text(key)) === '' ? 0 : 1)
  expect(await opened.store.listParts(key, uploadId)).toBeUndefined()
  expect(await readdir(join(opened.objects, 'parts'))).toEqual([])
})

it('a part larger than the parts are is refused, and a smaller one is none but the last', async () => {
  await expect(put(1, Buffer.alloc(partSize + 1))).rejects.toThrow(TypeError)
  await put(1, last)
  await put(2, last)
  expect(await complete()).toBe('bad_parts')
  await opened.store.abortUpload(key, uploadId)
})

it('open uploads go on after a start; what no upload is made of goes', async () => {
  await put(1, first)
  await mkdir(join(opened.objects, 'parts'), { recursive: true })
  await writeFile(join(opened.objects, 'parts', '00000000-0000-4000-8000-000000000000'), 'x')
  const again = await opened.reopen()
  expect(await readdir(join(opened.objects, 'parts'))).toEqual([uploadId])
  expect(await again.listParts(key, uploadId)).toHaveLength(1)
  await again.abortUpload(key, uploadId)
})
