/** Buckets on the S3 server of TEST_S3_*, made for one test file and removed after it. */
import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
  type Tag
} from '@aws-sdk/client-s3'
import { needed } from '../../packages/client/src/needed.ts'
import { stored } from '../../packages/leak-check/src/watch.ts'

export interface RealBucket {
  name: string
  uri: string
  /** JSON, as GATEWAY_CONFIG has it. */
  credentials: string
  /** `stored`: headers that the object has. */
  put(key: string, body: string | Uint8Array, stored?: Partial<PutObjectCommandInput>): Promise<void>
  /** The object's own headers and tags, whatever a URL says of them. */
  head(key: string): Promise<Omit<HeadObjectCommandOutput, '$metadata'> & { tags: Tag[] }>
  /** Throws where there is none. */
  get(key: string): Promise<Uint8Array>
  keys(prefix?: string): Promise<string[]>
  /** Keys of uploads in parts that nobody completed. */
  unfinished(): Promise<string[]>
  remove(): Promise<void>
}

/** Contents, which are no matter of the gateway's and may be large. */
const ofClients = /(^|\/)(sha1|uploads|trash)\//

export async function makeBucket(purpose: string): Promise<RealBucket> {
  const endpoint = needed('TEST_S3_ENDPOINT')
  const pair = { accessKeyId: needed('TEST_S3_ACCESS_KEY_ID'), secretAccessKey: needed('TEST_S3_SECRET_ACCESS_KEY') }
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials: pair })
  const name = `${purpose}-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket: name }))

  async function keys(prefix = ''): Promise<string[]> {
    const found: string[] = []
    for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: prefix }))
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) found.push(Key)
    return found
  }

  async function get(key: string): Promise<Uint8Array> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }))
    if (Body === undefined) throw new Error(`${key} has no body.`)
    return Body.transformToByteArray()
  }

  return {
    name,
    uri: `s3://${name}?region=us-east-1`,
    credentials: JSON.stringify({ endpoint, ...pair }),
    put: async (key, body, stored = {}) => {
      await client.send(new PutObjectCommand({ ...stored, Bucket: name, Key: key, Body: body }))
    },
    async head(key) {
      const { $metadata: _, ...head } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }))
      const { TagSet = [] } = await client.send(new GetObjectTaggingCommand({ Bucket: name, Key: key }))
      return { ...head, tags: TagSet }
    },
    get,
    keys,
    async unfinished() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: name }))
      return Uploads.map(({ Key = '' }) => Key)
    },
    async remove() {
      const all = await keys()
      for (const key of all.filter(key => !ofClients.test(key))) stored(`object ${key}`, await get(key))
      await Promise.all(all.map(key => client.send(new DeleteObjectCommand({ Bucket: name, Key: key }))))
      await client.send(new DeleteBucketCommand({ Bucket: name }))
      client.destroy()
    }
  }
}
