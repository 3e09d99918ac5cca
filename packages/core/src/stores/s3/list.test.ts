/** What a store lists is text of others: read no further than was asked, and an error where it is no listing. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { testLogger } from '../../../../leak-check/src/watch.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

async function answering(xml: string) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end(xml)
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret-of-a-listing', endpoint }
  const store = openS3ObjectStore({ uri: 's3://lab-files', credentials }, { now: Date.now, logger: testLogger() })
  return { store, asked }
}

const object = (key: string, size: string | number = 7) =>
  `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>${size}</Size></Contents>`
const listing = (inside: string) =>
  `<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</ListBucketResult>`
const modified = Date.UTC(2026, 0, 1)

it('has names as they are, whatever signs are in them', async () => {
  const { store, asked } = await answering(
    listing(`${object(' a&amp;lt;b ')}${object('&lt;Key&gt;&#x1;&#228;&quot;')}<IsTruncated>false</IsTruncated>`)
  )
  expect(await store.list('a b/&', { limit: 5, after: 'ü' })).toEqual({
    items: [' a&lt;b ', '<Key>\u0001ä"'].map(key => ({ key, size: 7, modified }))
  })
  expect(asked).toEqual(['/lab-files/?marker=%C3%BC&max-keys=5&prefix=a%20b%2F%26'])
})

it.each([
  ['says that it goes on', listing(`<IsTruncated>true</IsTruncated>${object('a')}${object('b')}`)],
  ['has more than was asked for', listing(`${object('a')}${object('b')}${object('c').repeat(10)}`)]
])('goes on after its last where it %s', async (_, xml) => {
  const { store } = await answering(xml)
  expect(await store.list('', { limit: 2 })).toMatchObject({ items: [{ key: 'a' }, { key: 'b' }], next: 'b' })
})

it('of nothing is empty', async () => {
  for (const xml of [listing(''), listing('<IsTruncated>true</IsTruncated>'), '<ListBucketResult/>'])
    expect(await (await answering(xml)).store.list('', { limit: 2 })).toEqual({ items: [] })
})

it.each([
  ['is a web page', '<html><body>Welcome</body></html>'],
  ['is nothing', ''],
  ['has an object without a size', listing(object('a', ''))],
  ['has an object of no whole size', listing(object('a', '1e400'))],
  ['has an object without a name', listing(object(''))],
  ['has an object without an end', listing('<Contents><Key>a')],
  ['has an object that is too long', listing(object('a'.repeat(16_000)))],
  ['is longer than listings are', listing('x'.repeat(8_000_000))]
])('that %s is an error', async (_, xml) => {
  const { store } = await answering(xml)
  await expect(store.list('', { limit: 2 })).rejects.toMatchObject({ code: 'store.unavailable' })
})

it('of uploads in parts has those below the prefix that are whole', async () => {
  const upload = (key: string, id = 'i') =>
    `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>`
  const { store, asked } = await answering(
    `<ListMultipartUploadsResult>${upload('a/1')}<Upload><Key>a/2</Key></Upload>${upload('b/1')}</ListMultipartUploadsResult>`
  )
  expect(await store.unfinishedUploads('a/')).toEqual([{ key: 'a/1', uploadId: 'i', began: modified }])
  expect(asked).toEqual(['/lab-files/?max-uploads=1000&prefix=a%2F&uploads='])
})
