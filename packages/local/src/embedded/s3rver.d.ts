/** What is used of s3rver, which comes without types. */
declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http'
  import type { Readable } from 'node:stream'

  interface KoaContext {
    path: string
    mountPath?: string
    state: { vhost?: boolean }
  }

  interface FoundObject {
    content: Readable
    size: number
    range?: { start: number; end: number }
  }

  /** What s3rver's answer to a listing reads. */
  interface ListedObject {
    key: string
    size: number
    lastModifiedDate: Date
    metadata: { etag: string }
  }

  interface FilesystemStore {
    getResourcePath(bucket: string, key: string | undefined, resource: string): string
    getMetadata(bucket: string, key: string): Promise<Record<string, unknown>>
    putMetadata(bucket: string, key: string, metadata: object, md5?: string): Promise<void>
    putContent(path: string, content: Readable | Buffer): Promise<[size: number, md5: string]>
    getObject(bucket: string, key: string, range?: { start?: number; end?: number }): Promise<FoundObject | null>
    copyObject(
      fromBucket: string,
      fromKey: string,
      toBucket: string,
      toKey: string,
      replacementMetadata?: object | null
    ): Promise<Record<string, unknown>>
    deleteObject(bucket: string, key: string): Promise<void>
    listObjects(
      bucket: string,
      options: { delimiter?: string; startAfter?: string; prefix?: string; maxKeys?: number }
    ): Promise<{ objects: ListedObject[]; commonPrefixes: string[]; isTruncated: boolean }>
  }

  export default class S3rver {
    constructor(options: {
      directory: string
      silent: boolean
      vhostBuckets: boolean
      configureBuckets: { name: string; configs: string[] }[]
    })
    readonly store: FilesystemStore
    readonly middleware: ((context: KoaContext, next: () => Promise<void>) => Promise<void>)[]
    readonly logger: { close(): void }
    configureBuckets(): Promise<unknown>
    callback(): RequestListener
  }
}

declare module '@20minutes/s3rver/lib/models/account.js' {
  const accounts: {
    DUMMY_ACCOUNT: {
      createKeyPair(accessKeyId: string, secretAccessKey: string): void
      revokeAccessKey(accessKeyId: string): void
    }
  }
  export default accounts
}
