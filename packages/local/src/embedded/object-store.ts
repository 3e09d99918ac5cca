/**
 * A bucket on this machine, for a gateway that runs on it alone: s3rver on the loopback, with its files in a folder.
 * Its key pair is ours, what it leaves open is closed by object-store-gate, its files are written by object-files.
 */
import { mkdir, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import S3rver from '@20minutes/s3rver'
import accounts from '@20minutes/s3rver/lib/models/account.js'
import { closeServer, listenOnLoopback } from '../server/listening.ts'
import { mendObjectFiles } from './object-files.ts'
import { objectionTo, rangeFor } from './object-store-gate.ts'

interface EmbeddedObjectStoreOptions {
  /** Everything it keeps is below; made if need be. One process at a time. */
  directory: string
  /** Not the same one with two secrets in one process: s3rver's key pairs are the process's. */
  accessKeyId: string
  secretAccessKey: string
  /** 0 or absent: any free one. */
  port?: number
  bucket: string
}

export interface EmbeddedObjectStore {
  /** `http://127.0.0.1:<port>` */
  endpoint: string
  close(): Promise<void>
}

/** What requests under way are given when the store is closed, ms. */
const closePatience = 2_000

/** What may be done is in the signature of each URL, so that any page may use one it was given. */
const cors = `<CORSConfiguration><CORSRule>
  <AllowedOrigin>*</AllowedOrigin><AllowedHeader>*</AllowedHeader>
  <AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod><AllowedMethod>PUT</AllowedMethod>
  <ExposeHeader>content-range</ExposeHeader><ExposeHeader>content-length</ExposeHeader>
  <ExposeHeader>accept-ranges</ExposeHeader><ExposeHeader>etag</ExposeHeader>
  <MaxAgeSeconds>3600</MaxAgeSeconds>
</CORSRule></CORSConfiguration>`

export async function startEmbeddedObjectStore(options: EmbeddedObjectStoreOptions): Promise<EmbeddedObjectStore> {
  const { accessKeyId, secretAccessKey, bucket } = options
  const directory = resolve(options.directory)
  const [buckets, unfinished] = [join(directory, 'buckets'), join(directory, 'unfinished')] as const
  await rm(unfinished, { recursive: true, force: true })
  for (const folder of [buckets, unfinished]) await mkdir(folder, { recursive: true, mode: 0o700 })

  const s3rver = new S3rver({
    directory: buckets,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket, configs: [cors] }]
  })
  mendObjectFiles(s3rver.store, buckets, unfinished)
  mendBucketPath(s3rver)
  accounts.DUMMY_ACCOUNT.revokeAccessKey('S3RVER')
  accounts.DUMMY_ACCOUNT.createKeyPair(accessKeyId, secretAccessKey)
  await s3rver.configureBuckets()

  const serve = s3rver.callback()
  const server = createServer((request, response) => {
    const objection = objectionTo(request, accessKeyId)
    if (objection !== undefined) return refuse(response, objection)
    // What was uploaded is shown by a browser as what it is, but never as a page with rights on this machine.
    response.setHeader('content-security-policy', "sandbox; default-src 'none'")
    response.setHeader('x-content-type-options', 'nosniff')
    void mendRange(request, s3rver).then(() => serve(request, response))
  })
  // A large upload may take longer than Node's 5 min; nobody but this machine connects.
  server.requestTimeout = 0
  const port = await listenOnLoopback(server, options.port ?? 0)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      await closeServer(server, closePatience)
      s3rver.logger.close()
    }
  }
}

function refuse(response: ServerResponse, objection: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Refused: ${objection}.</Message></Error>`
  response.writeHead(403, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(body) }).end(body)
}

/** The SDK signs a bucket's own path as `/bucket/`, s3rver would check `/bucket`. */
function mendBucketPath(s3rver: S3rver): void {
  // Before the last: that is the router, whose check of signatures reads what is set here.
  s3rver.middleware.splice(-1, 0, (context, next) => {
    if (/^\/[^/]+\/$/.test(context.path)) {
      context.mountPath = '/'
      context.state.vhost = true
    }
    return next()
  })
}

async function mendRange(request: IncomingMessage, s3rver: S3rver): Promise<void> {
  const { range } = request.headers
  if (range === undefined) return
  const [, bucket = '', ...key] = (request.url ?? '').replace(/\?.*$/s, '').split('/').map(decodeURIComponent)
  const file = await stat(s3rver.store.getResourcePath(bucket, key.join('/'), 'object')).catch(() => undefined)
  const mended = rangeFor(range, file?.size)
  if (mended === undefined) delete request.headers.range
  else request.headers.range = mended
}
