/** Buckets on the S3 server of TEST_S3_*, made for one test file and removed after it. */
import { randomBytes } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client
} from '@aws-sdk/client-s3'

export interface RealBucket {
  name: string
  uri: string
  /** JSON, as GATEWAY_CONFIG has it. */
  credentials: string
  put(key: string, body: string | Uint8Array): Promise<void>
  keys(): Promise<string[]>
  remove(): Promise<void>
}

export async function makeBucket(purpose: string): Promise<RealBucket> {
  const endpoint = needed('TEST_S3_ENDPOINT')
  const pair = { accessKeyId: needed('TEST_S3_ACCESS_KEY_ID'), secretAccessKey: needed('TEST_S3_SECRET_ACCESS_KEY') }
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials: pair })
  const name = `${purpose}-${randomBytes(6).toString('hex')}`
  await client.send(new CreateBucketCommand({ Bucket: name }))

  const keys = async () => {
    const { Contents = [], IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket: name }))
    if (IsTruncated) throw new Error('More objects than a test should make.')
    return Contents.flatMap(({ Key }) => Key ?? [])
  }
  return {
    name,
    uri: `s3://${name}?region=us-east-1`,
    credentials: JSON.stringify({ endpoint, ...pair }),
    put: async (key, body) => {
      await client.send(new PutObjectCommand({ Bucket: name, Key: key, Body: body }))
    },
    keys,
    async remove() {
      for (const key of await keys()) await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }))
      await client.send(new DeleteBucketCommand({ Bucket: name }))
      client.destroy()
    }
  }
}

/** The variable's value; throws a sentence where the services were not started. */
export function needed(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`These tests need real services: ${name} is not set.`)
  return value
}
