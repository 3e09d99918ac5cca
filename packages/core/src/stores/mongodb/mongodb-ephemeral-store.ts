/** The ephemeral store on a MongoDB-compatible server (Atlas, DocumentDB, FerretDB), whose database older gateways may share. */

import type { Db } from 'mongodb'
import { defined } from '../../defined.ts'
import type { Logger } from '../../logger.ts'
import type { EphemeralStore } from '../ephemeral-store.ts'
import { connectionTo } from './connection.ts'
import { foundFilesIn } from './found-documents.ts'
import { logItemsIn, waitingIn } from './log-item-documents.ts'

interface MongoDbEphemeralStoreOptions extends MongoDbConnectionOptions {
  uri: string
  database: string
  logger: Logger
}

export interface MongoDbConnectionOptions {
  /** ms that a call may take, connecting included; 1000 by default. */
  timeLimit?: number
  /** Connections for calls; 10 by default. One more looks after each server. */
  maxPoolSize?: number
  /** PEM, of the certificate authorities to trust; absent: those that Node knows. */
  ca?: readonly string[]
}

/** Connects at the first call. */
export function openMongoDbEphemeralStore(
  options: MongoDbEphemeralStoreOptions
): EphemeralStore & { close(): Promise<void> } {
  const { uri, database, timeLimit = 1000, maxPoolSize = 10, ca, logger } = options
  const connection = connectionTo({
    uri,
    database,
    timeLimit,
    maxPoolSize,
    ...defined({ ca }),
    logger,
    prepare: db => createIndexes(db, logger)
  })

  return { ...foundFilesIn(connection), ...logItemsIn(connection), close: () => connection.close() }
}

/** The first ones serve archivers. Not all servers know the others: there a cleanup job removes what expired. */
async function createIndexes(db: Db, logger: Logger): Promise<void> {
  const { MongoServerError } = await import('./driver.ts')
  try {
    // Longer than a call may take: the server would stop building an index at the end of it.
    await waitingIn(db).createIndex({ requestTimestamp: 1 }, { timeoutMS: 60_000 })
    await waitingIn(db).createIndex({ zone: 1, requestTimestamp: 1, _id: 1 }, { timeoutMS: 60_000 })
    for (const collection of ['findFileCache', 'archivedLogItems'])
      await db.collection(collection).createIndex({ expiresAt: 1 }, { timeoutMS: 60_000, expireAfterSeconds: 0 })
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    logger.info('ephemeral_store.no_ttl_index', { reason: error.message })
  }
}
