/** The operator's own credentials, as the gateway's store adapter wants them. */
import { S3Client } from '@aws-sdk/client-s3'
import type { BucketCredentials } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

/** For calls that are signed here. */
export async function plainCredentials(
  place: AwsPlace
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }> {
  const { accessKeyId, secretAccessKey, sessionToken } = await new S3Client(connection(place)).config.credentials()
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

/** ms; a command is done long before. */
const life = 3_600_000

export async function ownCredentials(place: AwsPlace, now: () => number): Promise<BucketCredentials> {
  const client = new S3Client(connection(place))
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await asking(place.region, 'sign in', () =>
    client.config.credentials()
  )
  const endpoint = place.endpoint === undefined ? {} : { endpoint: place.endpoint }
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey, ...endpoint }
  const expiresAt = expiration?.getTime() ?? now() + life
  return {
    source: 'the operator',
    ...endpoint,
    current: async () => ({ accessKeyId, secretAccessKey, sessionToken, expiresAt })
  }
}
