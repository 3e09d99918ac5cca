/** What a store lists is text of others: parsed in pieces that hold nobody up, and an error where it is no listing. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

async function answering(xml: (most: number) => string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://store')
    const most = searchParams.get('max-keys') ?? searchParams.get('max-uploads') ?? ''
    asked.push(most)
    response.end(xml(Number(most)))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-of-a-listing', endpoint }
  const store = openS3ObjectStore({ uri: 's3://lab-files', credentials }, { now: Date.now, logger: testLogger() })
  return { store, asked }
}

const time = '2026-01-01T00:00:00.000Z'
const object = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>${time}</LastModified><Size>7</Size></Contents>`
const listing = (inside: string) =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>lab-files</Name>${inside}</ListBucketResult>`
/** 1 kB, each sign of which takes five. */
const longName = '&amp;'.repeat(1_000)

it('has names as they are, whatever signs are in them', async () => {
  const { store } = await answering(() => listing(`${object('a&amp;lt;b')}${object('&lt;Key&gt;&#228;&quot;')}`))
  expect(await store.list('', { limit: 5 })).toEqual({
    items: ['a&lt;b', '<Key>ä"'].map(key => ({ key, size: 7, modified: Date.parse(time) }))
  })
})

it('is asked for in pieces, and goes on after the last that it has', async () => {
  const truncated = `<IsTruncated>true</IsTruncated>${object('a')}${object('b')}`
  const { store, asked } = await answering(() => listing(truncated))
  expect(await store.list('', { limit: 1000 })).toMatchObject({ items: [{ key: 'a' }, { key: 'b' }], next: 'b' })
  expect(asked).toEqual(['250'])
})

it('of long names is asked for in smaller pieces', async () => {
  const { store, asked } = await answering(most =>
    listing(`<IsTruncated>true</IsTruncated>${object(longName).repeat(most)}`)
  )
  expect((await store.list('', { limit: 1000 })).items).toHaveLength(20)
  expect(asked).toEqual(['250', '20'])
})

it('of nothing is empty', async () => {
  const { store } = await answering(() => listing('<IsTruncated>false</IsTruncated>'))
  expect(await store.list('', { limit: 2 })).toEqual({ items: [] })
})

it.each([
  ['is a web page', '<html><body>Welcome</body></html>'],
  ['is nothing', ''],
  ['has an object without a size', listing('<Contents><Key>a</Key></Contents>')],
  ['has no end', listing('').slice(0, -10)],
  ['is longer than listings are, however few are asked for', listing('x'.repeat(160_000))]
])('that %s is an error', async (_, xml) => {
  const { store } = await answering(() => xml)
  await expect(store.list('', { limit: 1000 })).rejects.toMatchObject({ code: 'store.unavailable' })
})

it('of uploads in parts goes on behind the last one, and ends where a server heeds no place to go on', async () => {
  const upload = `<Upload><Key>a/1</Key><UploadId>i</UploadId><Initiated>${time}</Initiated></Upload>`
  const { store } = await answering(
    () => `<ListMultipartUploadsResult><IsTruncated>true</IsTruncated>${upload}</ListMultipartUploadsResult>`
  )
  const { next } = (await store.unfinishedUploads('a/')) ?? {}
  expect(next).toBe('a/1')
  expect((await store.unfinishedUploads('a/', next))?.next).toBeUndefined()
})

it('of uploads in parts has those below the prefix that are whole', async () => {
  const upload = (key: string, more = '<UploadId>i</UploadId>') =>
    `<Upload><Key>${key}</Key>${more}<Initiated>${time}</Initiated></Upload>`
  const { store } = await answering(
    () =>
      `<ListMultipartUploadsResult>${upload('a/1')}${upload('a/2', '')}${upload('b/1')}</ListMultipartUploadsResult>`
  )
  expect(await store.unfinishedUploads('a/')).toEqual({
    items: [{ key: 'a/1', uploadId: 'i', began: Date.parse(time) }]
  })
})
