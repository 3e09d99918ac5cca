/** One ping of a MongoDB-compatible server, with a short limit. */
import { withoutCredentials } from '@kachery-gateway/core/stores/mongodb/without-credentials.ts'
import { MongoClient } from 'mongodb'

/** ms */
const limit = 6_000

/** Throws an Error that repeats nothing of the URI's credentials. */
export async function pingMongo(uri: string): Promise<void> {
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, {
      appName: 'kachery-gateway doctor',
      serverSelectionTimeoutMS: limit,
      connectTimeoutMS: limit,
      socketTimeoutMS: limit
    })
    await client.db('admin').command({ ping: 1 })
  } catch (error) {
    throw withoutCredentials(error, uri)
  } finally {
    await client?.close().catch(() => undefined)
  }
}
