/**
 * A connection to a MongoDB-compatible server that heals. A driver's client that failed once may stay failed for good
 * ("Topology is closed"), and one whose sockets died silently costs every call a time limit until all are used up. So
 * a client that fails to connect, or whose server does not answer a call, is thrown away, and the next call begins a
 * new one. Calls share one attempt to connect, which goes on for `connectLimit` while each of them gives up at its own
 * time limit: a server that is slow to connect to is reached all the same. While it is away most calls are told at once
 * (../breaker.ts), so that requests which can do without it do not wait for it one after the other.
 */
import type { Db, MongoClient } from 'mongodb'
import { errors } from '../../errors.ts'
import type { Logger } from '../../logger.ts'
import { withTimeout } from '../../with-timeout.ts'
import { Breaker } from '../breaker.ts'
import { withoutCredentials } from './without-credentials.ts'

interface ConnectionOptions {
  uri: string
  database: string
  /** ms that a call may take, connecting included. */
  timeLimit: number
  /** Connections for calls; one more looks after each server. */
  maxPoolSize: number
  /** PEM; absent: the certificate authorities that Node knows. */
  ca?: readonly string[]
  /** Run beside the calls after each connection until it succeeded once; what it throws is its own affair. */
  prepare: (db: Db) => Promise<void>
  logger: Logger
}

export interface Connection {
  /** Throws GatewayError `store.unavailable` where `work` fails or takes longer than `limit` ms; by default the usual. */
  run<T>(work: (db: Db) => Promise<T>, limit?: number): Promise<T>
  close(): Promise<void>
}

const what = 'the ephemeral store'
/** ms after which an attempt to connect is given up. */
const connectLimit = 3000
/** ms for one socket within an attempt: below 2 s, so that one that fell into a hole is replaced soon after it closed. */
const socketLimit = 1500
/** ms for which nobody asks after a failure: new clients are costly, and what recovers is to be found out soon. */
const pauseAfterFailure = 250
/** ms that closing a client may take: it says goodbye to the server, which may not be listening. */
const closeLimit = 500

export function connectionTo(options: ConnectionOptions): Connection {
  const { uri, database, timeLimit, maxPoolSize, ca, logger } = options
  const clients = new Set<MongoClient>()
  const retiring = new Set<NodeJS.Timeout>()
  const breaker = new Breaker(pauseAfterFailure)
  let current: Promise<Db> | undefined
  let closed = false
  let failing = false
  let prepared = false

  async function dial(): Promise<Db> {
    const { MongoClient } = await import('./driver.ts')
    if (closed) throw new Error('the store is closed')
    const client = new MongoClient(uri, {
      appName: 'kachery-gateway',
      minPoolSize: 0,
      maxPoolSize,
      // With the other mode each server has two connections that look after it.
      serverMonitoringMode: 'poll',
      ...(ca === undefined ? {} : { ca: [...ca] }),
      // A function that slept finds its sockets dropped by whatever lies between: it does not try old ones.
      maxIdleTimeMS: 60_000,
      connectTimeoutMS: socketLimit,
      serverSelectionTimeoutMS: connectLimit,
      minHeartbeatFrequencyMS: 100,
      ignoreUndefined: true
    })
    clients.add(client)
    const connecting = client.connect()
    // One that was given up may still connect in the end.
    connecting.then(
      () => (clients.has(client) ? undefined : discard(client)),
      () => undefined
    )
    try {
      await withTimeout(connectLimit, connecting, noAnswer(connectLimit))
    } catch (error) {
      void discard(client)
      throw error
    }
    return databaseOf(client, timeLimit)
  }

  /** Both are needed for what the port promises, whatever the URI says: a deleted file's entry is gone for the next
   * reader, and a log item that was taken is not lost with one machine. */
  function databaseOf(client: MongoClient, timeoutMS: number): Db {
    return client.db(database, { timeoutMS, readPreference: 'primary', writeConcern: { w: 'majority' } })
  }

  function connected(): Promise<Db> {
    if (current !== undefined) return current
    const dialling = dial()
    current = dialling
    dialling.then(
      db => {
        if (failing) logger.info('ephemeral_store.reachable_again')
        failing = false
        if (!prepared)
          options.prepare(db).then(
            () => (prepared = true),
            () => undefined
          )
      },
      error => {
        if (current === dialling) current = undefined
        if (!closed) logger.warn('ephemeral_store.unreachable', { reason: withoutCredentials(error, uri).message })
        failing = true
      }
    )
    return dialling
  }

  async function discard(client: MongoClient): Promise<void> {
    clients.delete(client)
    await withTimeout(closeLimit, client.close(), () => undefined).catch(() => undefined)
  }

  /** The next call connects anew; calls under way keep this client until they are done. */
  function retire(dialled: Promise<Db>, client: MongoClient): void {
    if (current !== dialled) return
    current = undefined
    const timer = setTimeout(() => {
      retiring.delete(timer)
      void discard(client)
    }, timeLimit)
    retiring.add(timer)
  }

  async function ask<T>(work: (db: Db) => Promise<T>, limit: number): Promise<T> {
    const dialled = connected()
    let client: MongoClient | undefined
    let late = false
    try {
      return await withTimeout(
        limit,
        dialled.then(db => {
          // Nobody waits any more: what is done now could undo what was done since.
          if (late) throw new Error('too late')
          client = db.client
          return work(limit === timeLimit ? db : databaseOf(db.client, limit))
        }),
        noAnswer(limit)
      )
    } catch (error) {
      late = true
      if (client !== undefined && (await isSilence(error))) retire(dialled, client)
      throw error
    }
  }

  return {
    async run(work, limit = timeLimit) {
      try {
        return await breaker.run(() => ask(work, limit), isSilence)
      } catch (error) {
        throw errors.storeUnavailable(what, withoutCredentials(error, uri))
      }
    },
    async close() {
      closed = true
      current = undefined
      for (const timer of retiring) clearTimeout(timer)
      retiring.clear()
      await Promise.all([...clients].map(discard))
    }
  }
}

/** Whether no answer came; where the server itself said no, the connection is good. */
async function isSilence(error: unknown): Promise<boolean> {
  const { MongoServerError } = await import('./driver.ts')
  return !(error instanceof MongoServerError)
}

const noAnswer = (ms: number) => (): never => {
  throw new Error(`no answer within ${ms} ms`)
}
