/** Small texts in a bucket of the deployment. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client
} from '@aws-sdk/client-s3'
import { type AwsPlace, connection } from './connection.ts'
import { asking, isNamed } from './failure.ts'

export interface TextObjects {
  /** undefined: there is no such object. */
  read(bucket: string, key: string): Promise<string | undefined>
  changed(bucket: string, key: string): Promise<Date | undefined>
  write(bucket: string, key: string, text: string): Promise<void>
  remove(bucket: string, key: string): Promise<void>
}

export function textObjectsOnAws(place: AwsPlace): TextObjects {
  // What stands in for AWS has no name for each bucket.
  const client = new S3Client({ ...connection(place), forcePathStyle: place.endpoint !== undefined })
  const ifThere = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await call()
    } catch (error) {
      if (isNamed(error, 'NoSuchKey', 'NotFound')) return undefined
      throw error
    }
  }
  return {
    read: (Bucket, Key) =>
      asking(place.region, `read ${Key} in the bucket ${Bucket}`, () =>
        ifThere(async () => (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString())
      ),
    changed: (Bucket, Key) =>
      asking(place.region, `look for ${Key} in the bucket ${Bucket}`, () =>
        ifThere(async () => (await client.send(new HeadObjectCommand({ Bucket, Key }))).LastModified)
      ),
    write: (Bucket, Key, text) =>
      asking(place.region, `write ${Key} in the bucket ${Bucket}`, async () => {
        const content = { Body: text, ContentType: 'application/yaml; charset=utf-8' }
        await client.send(new PutObjectCommand({ Bucket, Key, ...content }))
      }),
    remove: (Bucket, Key) =>
      asking(place.region, `remove ${Key} in the bucket ${Bucket}`, async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key }))
      })
  }
}
