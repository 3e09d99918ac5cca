/** What the S3 server answers about uploads in parts. */
import { buffer, text } from 'node:stream/consumers'
import type { InMemoryObjectStore } from '../../packages/core/testing/in-memory-object-store.ts'
import { type Answer, type Ask, error, escaped, sourceOf, xml } from './s3-server.ts'

export const isOfParts = (parameters: URLSearchParams): boolean =>
  parameters.has('uploads') || parameters.has('uploadId')

export async function ofParts(store: InMemoryObjectStore, { request, key, parameters }: Ask): Promise<Answer> {
  const uploadId = parameters.get('uploadId') ?? ''
  switch (`${request.method} ${parameters.has('uploads') ? 'begin' : 'upload'}`) {
    case 'POST begin':
      return xml(
        `<InitiateMultipartUploadResult><UploadId>${await store.beginParts(key)}</UploadId></InitiateMultipartUploadResult>`
      )
    case 'POST upload':
      return completed(store, { request, key, parameters })
    case 'GET upload':
      return listed(store, { request, key, parameters })
    case 'DELETE upload':
      await store.abortUpload(key, uploadId)
      return { status: 204 }
    case 'PUT upload': {
      const number = Number(parameters.get('partNumber'))
      if (request.headers['x-amz-copy-source'] !== undefined) return copied(store, { request, key, parameters })
      return store.putPart(key, uploadId, number, await buffer(request)) ? { status: 200 } : noSuchUpload()
    }
    default:
      return error(405, 'MethodNotAllowed')
  }
}

export async function unfinished(store: InMemoryObjectStore, parameters: URLSearchParams): Promise<Answer> {
  const page = await store.unfinishedUploads(parameters.get('prefix') ?? '', parameters.get('key-marker') ?? '')
  const items = page.items.map(
    ({ key, uploadId, began }) =>
      `<Upload><Key>${escaped(key)}</Key><UploadId>${uploadId}</UploadId><Initiated>${new Date(began).toISOString()}</Initiated></Upload>`
  )
  return xml(
    `<ListMultipartUploadsResult><IsTruncated>${page.next !== undefined}</IsTruncated>${items.join('')}</ListMultipartUploadsResult>`
  )
}

/** Two a page, so that whoever lists goes on. */
async function listed(store: InMemoryObjectStore, { key, parameters }: Ask): Promise<Answer> {
  const uploadId = parameters.get('uploadId') ?? ''
  const parts = await store.listParts(key, uploadId)
  if (parts === undefined) return noSuchUpload()
  const after = parts.filter(({ number }) => number > Number(parameters.get('part-number-marker') ?? 0))
  const items = after
    .slice(0, 2)
    .map(
      ({ number, size, etag }) =>
        `<Part><PartNumber>${number}</PartNumber><Size>${size}</Size><ETag>${escaped(etag)}</ETag></Part>`
    )
  const head = `<UploadId>${uploadId}</UploadId><IsTruncated>${after.length > 2}</IsTruncated>`
  return xml(`<ListPartsResult>${head}${items.join('')}</ListPartsResult>`)
}

async function completed(store: InMemoryObjectStore, { request, key, parameters }: Ask): Promise<Answer> {
  const ifAbsent = request.headers['if-none-match'] === '*'
  const parts = [...(await text(request)).matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: (/<ETag>([^<]+)</.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
    size: 0
  }))
  const outcome = await store.completeParts(key, parameters.get('uploadId') ?? '', parts, { ifAbsent })
  if (outcome === 'missing') return noSuchUpload()
  if (outcome === 'bad_parts') return error(400, 'InvalidPart')
  if (outcome === 'exists') return error(412, 'PreconditionFailed')
  const { etag = '' } = (await store.head(key)) ?? {}
  return xml(`<CompleteMultipartUploadResult><ETag>${escaped(etag)}</ETag></CompleteMultipartUploadResult>`)
}

async function copied(store: InMemoryObjectStore, { request: { headers }, key, parameters }: Ask): Promise<Answer> {
  const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(String(headers['x-amz-copy-source-range'])) ?? []
  const ifMatch = headers['x-amz-copy-source-if-match']
  const outcome = await store.copyPart(sourceOf(headers), key, parameters.get('uploadId') ?? '', {
    number: Number(parameters.get('partNumber')),
    from: Number(from),
    to: Number(last) + 1,
    ...(typeof ifMatch === 'string' ? { ifMatch } : {})
  })
  if (outcome === 'missing') return noSuchUpload()
  if (outcome === 'source_missing') return error(404, 'NoSuchKey')
  if (outcome === 'source_changed') return error(412, 'PreconditionFailed')
  return xml('<CopyPartResult><ETag>"copied"</ETag></CopyPartResult>')
}

const noSuchUpload = () => error(404, 'NoSuchUpload')
