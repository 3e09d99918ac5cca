/**
 * An S3 server with one bucket, in memory: it checks credentials and speaks as much of S3 as the S3 adapter does, which
 * proves it by passing the object store's contract on it.
 */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import type { ObjectStoreAbilities } from '../../packages/core/src/stores/object-store.contract.ts'
import { InMemoryObjectStore } from '../../packages/core/testing/in-memory-object-store.ts'
import { fakeServer } from '../../packages/leak-check/src/fake-servers.ts'
import { isOfParts, ofParts, unfinished } from './parts.ts'
import { type KeyPair, objectionTo } from './signature.ts'

export interface S3Server {
  endpoint: string
  /** From now on it takes these. */
  pair: KeyPair
  close(): Promise<void>
}

export interface Ask {
  request: IncomingMessage
  key: string
  parameters: URLSearchParams
}

export interface Answer {
  status: number
  headers?: Record<string, string | number>
  body?: Uint8Array | string
}

const anyoneReadsAndStores =
  '<CORSRule><AllowedOrigin>*</AllowedOrigin>' +
  ['GET', 'HEAD', 'PUT'].map(method => `<AllowedMethod>${method}</AllowedMethod>`).join('') +
  '</CORSRule>'

export async function startS3Server(options: {
  bucket: string
  pair: KeyPair
  abilities?: Partial<ObjectStoreAbilities>
}): Promise<S3Server> {
  const { bucket, abilities = {} } = options
  const store = new InMemoryObjectStore({ uri: `s3://${bucket}`, abilities })
  /** As they were sent. */
  let corsRules = [anyoneReadsAndStores]
  const server = fakeServer(
    createServer((request, response) => void answer(request, response).catch(() => request.destroy()))
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no address.')
  const started: S3Server = {
    endpoint: `http://127.0.0.1:${address.port}`,
    pair: options.pair,
    async close() {
      server.close()
      server.closeAllConnections()
    }
  }
  return started

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, headers = {}, body = '' } = await answerOf(request)
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...corsHeaders(request), ...headers })
    response.end(request.method === 'HEAD' ? '' : body)
  }

  async function answerOf(request: IncomingMessage): Promise<Answer> {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
    if (request.method === 'OPTIONS') {
      const wanted = String(request.headers['access-control-request-method'])
      return { status: allowed(request).includes(wanted) ? 200 : 403 }
    }
    const objection = objectionTo(request, started.pair, Date.now())
    if (objection !== undefined) return error(403, objection)
    const [, name, ...parts] = path.split('/').map(decodeURIComponent)
    if (name !== bucket) return error(404, 'NoSuchBucket')
    const ask = { request, key: parts.join('/'), parameters: new URLSearchParams(query) }
    return ask.key === '' ? ofBucket(ask) : ofObject(ask)
  }

  async function ofBucket({ request, parameters }: Ask): Promise<Answer> {
    if (request.method === 'PUT' && parameters.has('cors')) {
      corsRules = [...(await text(request)).matchAll(/<CORSRule>.*?<\/CORSRule>/gs)].map(([rule]) => rule)
      return { status: 200 }
    }
    if (request.method === 'DELETE' && parameters.has('cors')) {
      corsRules = []
      return { status: 204 }
    }
    if (request.method === 'GET' && parameters.has('cors')) {
      if (corsRules.length === 0) return error(404, 'NoSuchCORSConfiguration')
      return xml(`<CORSConfiguration>${corsRules.join('')}</CORSConfiguration>`)
    }
    if (request.method === 'GET' && parameters.has('uploads')) return unfinished(store, parameters)
    if (request.method !== 'GET') return error(501, 'NotImplemented')
    const after = parameters.get('marker')
    const limit = Number(parameters.get('max-keys') ?? 1000)
    const page = { limit, ...(after === null ? {} : { after }) }
    const { items, next } = await store.list(parameters.get('prefix') ?? '', page)
    const contents = items.map(
      ({ key, size, modified }) =>
        `<Contents><Key>${escaped(key)}</Key><Size>${size}</Size><LastModified>${new Date(modified).toISOString()}</LastModified></Contents>`
    )
    const head = `<MaxKeys>${limit}</MaxKeys><IsTruncated>${next !== undefined}</IsTruncated>`
    return xml(`<ListBucketResult>${head}${contents.join('')}</ListBucketResult>`)
  }

  async function ofObject(ask: Ask): Promise<Answer> {
    if (isOfParts(ask.parameters)) return ofParts(store, ask)
    switch (ask.request.method) {
      case 'HEAD':
      case 'GET':
        return loaded(ask)
      case 'PUT':
        return ask.request.headers['x-amz-copy-source'] === undefined ? stored(ask) : copied(ask)
      case 'DELETE':
        await store.remove(ask.key)
        return { status: 204 }
      default:
        return error(405, 'MethodNotAllowed')
    }
  }

  async function loaded({ request, key, parameters }: Ask): Promise<Answer> {
    const [head, content] = [await store.head(key), await store.get(key, Number.MAX_SAFE_INTEGER)]
    if (head === undefined || content === undefined) return error(404, 'NoSuchKey')
    const sha1 =
      head.sha1 === undefined ? {} : { 'x-amz-checksum-sha1': base64(head.sha1), 'x-amz-checksum-type': 'FULL_OBJECT' }
    // Nothing of an upload's headers is kept; a signed URL may say what its answer carries.
    const overrides = [...parameters].flatMap(([name, value]) =>
      name.startsWith('response-') ? [[name.slice('response-'.length), value]] : []
    )
    const type = { 'content-type': 'application/octet-stream', ...Object.fromEntries(overrides) }
    const headers = { etag: head.etag, 'accept-ranges': 'bytes', ...type, ...sha1 }
    const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    if (from === '' && to === '') {
      return { status: 200, headers: { ...headers, 'content-length': head.size }, body: content.bytes }
    }
    const start = from === '' ? head.size - Number(to) : Number(from)
    const end = from === '' || to === '' ? head.size - 1 : Math.min(Number(to), head.size - 1)
    const body = content.bytes.subarray(start, end + 1)
    return { status: 206, headers: { ...headers, 'content-range': `bytes ${start}-${end}/${head.size}` }, body }
  }

  async function stored({ request, key }: Ask): Promise<Answer> {
    if (request.headers['content-length'] === undefined) return error(411, 'MissingContentLength')
    const { 'if-match': ifMatch } = request.headers
    const ifAbsent = request.headers['if-none-match'] === '*'
    const bytes = await buffer(request)
    const outcome = await store.put(key, bytes, { ifAbsent, ...(ifMatch === undefined ? {} : { ifMatch }) })
    if (outcome !== 'written') return error(412, 'PreconditionFailed')
    return { status: 200, headers: { etag: (await store.head(key))?.etag ?? '' } }
  }

  async function copied({ request: { headers }, key }: Ask): Promise<Answer> {
    const from = sourceOf(headers)
    const ifMatch = headers['x-amz-copy-source-if-match']
    const result = await store.copy(from, key, {
      size: 0,
      ifAbsent: abilities.copyIfAbsent !== false && headers['if-none-match'] === '*',
      wantSha1: headers['x-amz-checksum-algorithm'] === 'SHA1',
      ...(typeof ifMatch === 'string' ? { ifMatch } : {})
    })
    if (result.outcome === 'source_missing') return error(404, 'NoSuchKey')
    if (result.outcome !== 'copied') return error(412, 'PreconditionFailed')
    const sha1 =
      result.sha1 === undefined
        ? ''
        : `<ChecksumSHA1>${base64(result.sha1)}</ChecksumSHA1><ChecksumType>FULL_OBJECT</ChecksumType>`
    return xml(`<CopyObjectResult><ETag>${escaped(result.etag)}</ETag>${sha1}</CopyObjectResult>`)
  }

  /** The methods that the first rule for the page's origin allows it; none: it may do nothing. */
  function allowed({ headers: { origin = '' } }: IncomingMessage): string[] {
    const said = (rule: string, element: string) =>
      [...rule.matchAll(new RegExp(`<${element}>([^<]*)<`, 'g'))].map(([, value = '']) => value)
    const rule = corsRules.find(one => said(one, 'AllowedOrigin').some(known => known === '*' || known === origin))
    return rule === undefined ? [] : said(rule, 'AllowedMethod')
  }

  function corsHeaders(request: IncomingMessage): Record<string, string> {
    const methods = allowed(request)
    if (methods.length === 0) return {}
    return {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': String(request.headers['access-control-request-headers'] ?? ''),
      'access-control-expose-headers': 'content-range, content-length, accept-ranges, etag'
    }
  }
}

export const xml = (body: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body
})
export const error = (status: number, code: string) =>
  xml(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`, status)
export const escaped = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
/** The key of what is copied. */
export const sourceOf = (headers: IncomingHttpHeaders): string =>
  decodeURIComponent(String(headers['x-amz-copy-source'])).replace(/^\//, '').split('/').slice(1).join('/')
const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
