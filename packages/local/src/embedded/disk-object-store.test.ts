import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseBucketUri } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectStoreContract } from '../../../core/src/stores/object-store.contract.ts'
import { adoptionContract } from '../../../core/testing/adoption-contract.ts'
import { collisions } from '../../../core/testing/sha1-collisions.ts'
import { startTestObjectStore, type TestObjectStore } from '../../testing/test-object-store.ts'

objectStoreContract(
  'disk',
  {
    abilities: { putIfAbsent: true, putIfMatch: true, copyIfAbsent: true, copySha1: true, copyIfMatch: true },
    presigns: true
  },
  startTestObjectStore
)

adoptionContract('on the disk', startTestObjectStore, { killedEach: 7 })

describe('the object store on the disk', () => {
  let opened: TestObjectStore
  beforeAll(async () => {
    opened = await startTestObjectStore()
  })
  afterAll(() => opened.close())

  /** Of contents: names begin with their SHA-1. */
  const files = async () => (await readdir(opened.objects, { recursive: true })).filter(name => name.includes('.'))

  it('has an address that nobody can configure', () => {
    expect(parseBucketUri(opened.store.uri).ok).toBe(false)
  })

  it('keeps one file for an object and its copies, which goes with the last of them', async () => {
    const { store } = opened
    await store.put('one', Buffer.from('shared'))
    await store.copy('one', 'two', { size: 6 })
    await store.copy('two', 'three', { size: 6 })
    expect(await files()).toHaveLength(1)
    await store.remove('one')
    await store.put('two', Buffer.from('of its own'))
    expect(Buffer.from((await store.get('three', 100))?.bytes ?? []).toString()).toBe('shared')
    await store.remove('three')
    await store.remove('two')
    expect(await files()).toEqual([])
  })

  it('tells when a copy was made, not when its source was: retention counts from there', async () => {
    const early = opened.openAt(() => 1_000_000_000_000)
    await early.put('dated/old', Buffer.from('x'))
    await opened.openAt(() => 1_500_000_000_000).copy('dated/old', 'dated/trash', { size: 1 })
    expect((await opened.store.list('dated/', { limit: 9 })).items.map(one => one.modified)).toEqual([
      1_000_000_000_000, 1_500_000_000_000
    ])
    for (const key of ['dated/old', 'dated/trash']) await opened.store.remove(key)
  })

  it('leaves no file behind where a condition refuses the object', async () => {
    const { store } = opened
    await store.put('taken', Buffer.from('first'))
    const puts = Array.from({ length: 8 }, (_, n) => store.put('raced', Buffer.from(`writer ${n}`), { ifAbsent: true }))
    await Promise.all([...puts, store.put('taken', Buffer.from('second'), { ifMatch: '"another"' })])
    expect(await files()).toHaveLength(2)
    for (const key of ['taken', 'raced']) await store.remove(key)
  })

  it('knows no key as a path: any two keys are two objects, and all files lie in its folder', async () => {
    const { store } = opened
    const keys = [
      '../outside',
      '/etc/passwd',
      'a',
      'A',
      'a/',
      'a//b',
      'a/b',
      './a',
      'a\\b',
      'con',
      'nul.txt',
      'a.',
      'a\u0000b',
      'ü',
      'ü'.normalize('NFD'),
      'x'.repeat(5000),
      `${'long/'.repeat(500)}end`
    ]
    await Promise.all(keys.map(key => store.put(key, Buffer.from(`content of ${key.slice(0, 20)}${key.length}`))))
    for (const key of keys) {
      const content = Buffer.from((await store.get(key, 100))?.bytes ?? []).toString()
      expect(content).toBe(`content of ${key.slice(0, 20)}${key.length}`)
    }
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect((await store.list('', { limit: 1000 })).items.map(one => one.key)).toEqual(sorted)
    expect((await files()).every(name => /^[0-9a-f]{2}[/\\][0-9a-f]{40}\.[0-9a-f]{8}$/.test(name))).toBe(true)
    await expect(store.put('half \ud800', Buffer.from(''))).rejects.toThrow('key')
    for (const key of keys) await store.remove(key)
    expect(await files()).toEqual([])
  })

  it('never takes an object whose file is gone for one that is not there', async () => {
    const { store, objects } = opened
    await store.put('lost', Buffer.from('x'))
    const [name = ''] = await files()
    await writeFile(join(objects, name), 'longer than it was')
    const chunks = await store.read('lost', 1)
    const readAll = async () => {
      for await (const chunk of chunks ?? []) expect(chunk.length).toBeGreaterThan(0)
    }
    await expect(readAll()).rejects.toMatchObject({ code: 'store.unavailable' })
    await rm(join(objects, name))
    for (const lost of [store.get('lost', 100), store.read('lost', 1)]) {
      await expect(lost).rejects.toMatchObject({ code: 'store.unavailable' })
    }
    await store.remove('lost')
  })

  it('tells with the SHA-1 of what was uploaded whether it was made to collide, until it is opened again', async () => {
    const { store } = opened
    const found = async (bytes: Uint8Array, of = store) => {
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
      }
      await store.putStream('looked/at', bytes.length, chunks)
      const copies = [
        await of.copy('looked/at', 'looked/copy', { size: bytes.length, wantSha1: true }),
        await of.copy('looked/copy', 'looked/at', { size: bytes.length, wantSha1: true })
      ]
      return copies.map(copied => ('collides' in copied ? copied.collides : undefined))
    }
    for (const content of Object.values(collisions)) expect(await found(content)).toEqual([true, true])
    for (const size of [0, 1_000, 1_000_000]) expect(await found(randomBytes(size))).toEqual([false, false])
    expect(await found(randomBytes(1_000_001))).toEqual([undefined, undefined])
    const again = await opened.reopen()
    for (const content of Object.values(collisions)) expect(await found(content, again)).toEqual([undefined, undefined])
    for (const key of ['looked/at', 'looked/copy']) await store.remove(key)
  })

  it('removes at its start what a process left behind that ended between a file and its object', async () => {
    const other = await startTestObjectStore()
    await other.store.put('kept', Buffer.from('x'))
    const orphan = join(other.objects, 'aa', `${'a'.repeat(40)}.01234567`)
    await mkdir(dirname(orphan), { recursive: true })
    await writeFile(orphan, 'y')
    await writeFile(join(other.objects, 'unfinished', 'draft'), 'z')
    const again = await other.reopen()
    await expect.poll(async () => readdir(join(other.objects, 'aa'))).toEqual([])
    expect(await readdir(join(other.objects, 'unfinished'))).toEqual([])
    expect(Buffer.from((await again.get('kept', 9))?.bytes ?? []).toString()).toBe('x')
    await other.close()
  })

  it('remembers the origins of its CORS rules', async () => {
    await opened.store.setCors(['https://figurl.org'])
    const again = opened.openAt(Date.now)
    expect(again.cors.headers('https://figurl.org')).toMatchObject({
      'access-control-allow-origin': 'https://figurl.org'
    })
    expect(again.cors.headers('https://evil.example')).toEqual({ vary: 'origin' })
    await opened.store.setCors(['https://figurl.org'], { anyoneReads: true })
    const third = opened.openAt(Date.now)
    expect(third.cors.origins).toEqual(['https://figurl.org'])
    expect(third.cors.headers('null', 'GET')).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(third.cors.headers('null', 'PUT')).toEqual({ vary: 'origin' })
    await opened.store.setCors(['*'])
  })
})
