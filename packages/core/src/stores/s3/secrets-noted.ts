/** Knows what of a bucket's credentials must be in no log, also of those that change. */
import type { BucketCredentials, TemporaryCredentials } from '../bucket-uri.ts'

/** The credentials, and their secrets: of temporary ones, those that were used last. */
export function secretsNoted(credentials: BucketCredentials): {
  credentials: BucketCredentials
  secrets: () => string[]
} {
  if (!('current' in credentials)) {
    const secrets = [credentials.secretAccessKey, credentials.accessKeyId].filter(secret => secret !== '')
    return { credentials, secrets: () => secrets }
  }
  let last: TemporaryCredentials[] = []
  const current = async (leastLife: number) => {
    const given = await credentials.current(leastLife)
    if (last[0] !== given) last = [given, ...last].slice(0, 2)
    return given
  }
  return {
    credentials: { ...credentials, current },
    secrets: () =>
      last.flatMap(({ accessKeyId, secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken, accessKeyId])
  }
}
