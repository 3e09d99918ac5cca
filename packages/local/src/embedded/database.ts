/**
 * gateway.sqlite: everything that a gateway on one machine stores beside the bytes of its files. SQLite's exclusive lock
 * is the lock of the data folder: the system lets go of it when the process ends, however it ends.
 */
import { chmodSync, closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { errors } from '@kachery-gateway/core/errors.ts'
import { localErrors } from '../local-errors.ts'
import { freeBytesAt } from './on-disk.ts'
import { laterTables, schema, schemaVersion } from './schema.ts'

/** "kach": tells our file from another program's. */
const applicationId = 0x6b616368

/** Writes that share one transaction at most. */
const largestBatch = 200

/** bytes; a log of changes that grew in a busy moment is cut back to it. */
const logSizeLimit = 16_000_000

type Row = Record<string, SQLOutputValue>

interface Waiting {
  /** Must be there after a power cut, too. */
  durable: boolean
  /** Runs inside the transaction; gives what tells its caller once the transaction is on the disk. */
  run(): () => void
  reject(error: unknown): void
}

/** Why the file can't be opened. */
export class DatabaseProblem extends Error {
  readonly reason: 'in_use' | 'full' | 'no_database' | 'other_version' | 'other'

  constructor(reason: DatabaseProblem['reason'], cause?: unknown) {
    super(`The database can't be opened (${reason}).`, { cause })
    this.reason = reason
  }
}

export class Database {
  readonly #sqlite: DatabaseSync
  readonly #path: string
  readonly #statements = new Map<string, StatementSync>()
  #waiting: Waiting[] = []
  #waitsForDisk = true
  #scheduled: NodeJS.Immediate | undefined

  private constructor(sqlite: DatabaseSync, path: string) {
    this.#sqlite = sqlite
    this.#path = path
  }

  /** Makes it where it is missing, for this user alone. Throws DatabaseProblem. */
  static open(path: string): Database {
    let sqlite: DatabaseSync | undefined
    try {
      // SQLite gives its log of changes the mode that the file has.
      closeSync(openSync(path, 'a', 0o600))
      chmodSync(path, 0o600)
      sqlite = new DatabaseSync(path, { timeout: 0 })
      // Exclusive from the first read on, and without shared memory: one process has the file.
      sqlite.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      sqlite.exec(`PRAGMA journal_size_limit = ${logSizeLimit}; BEGIN EXCLUSIVE`)
      makeTables(sqlite)
      sqlite.exec(laterTables)
      sqlite.exec('COMMIT')
      return new Database(sqlite, path)
    } catch (error) {
      sqlite?.close()
      throw problemOf(error)
    }
  }

  /** At most one row is of interest. */
  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values)
  }

  /** One after the other, so that who stops reading has read no more than needed. */
  rows(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#prepared(sql).iterate(...values)
  }

  /** How many rows changed. Inside a `write` only. */
  change(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).changes)
  }

  /**
   * Runs `work` in a transaction; what it changed is on the disk when the promise resolves, and undone where it rejects.
   * Writes that are asked for in the same turn of the event loop share the transaction and one wait for the disk.
   * `durable: false`: a power cut may take the last such writes along, the end of this process doesn't; nobody waits for
   * the disk then (decision 0087).
   */
  write<T>(work: () => T, { durable = true }: { durable?: boolean } = {}): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#waiting.push({
      durable,
      run() {
        const result = work()
        return () => resolve(result)
      },
      reject
    })
    this.#scheduled ??= setImmediate(() => this.#commit())
    return promise
  }

  /** SQLite's own failures as the gateway's; `what`: the store, for people. */
  async answered<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (codeOf(error) === undefined) throw error
      throw isFullDatabase(error)
        ? localErrors.diskFull(error, await freeBytesAt(this.#path))
        : errors.storeUnavailable(what, error)
    }
  }

  /** When what was asked for is written. */
  close(): void {
    while (this.#waiting.length > 0) this.#commit()
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  #commit(): void {
    clearImmediate(this.#scheduled)
    const batch = this.#waiting.splice(0, largestBatch)
    this.#scheduled = this.#waiting.length > 0 ? setImmediate(() => this.#commit()) : undefined
    const outcomes: (() => void)[] = []
    try {
      this.#waitForDisk(batch.some(({ durable }) => durable))
      this.#sqlite.exec('BEGIN IMMEDIATE')
      for (const one of batch) outcomes.push(this.#attempt(one))
      this.#sqlite.exec('COMMIT')
    } catch (error) {
      if (this.#sqlite.isOpen && this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
      for (const { reject } of batch) reject(error)
      return
    }
    for (const tell of outcomes) tell()
  }

  /** Whether commits do from now on. One that does brings along all that were made before it. */
  #waitForDisk(wanted: boolean): void {
    if (this.#waitsForDisk !== wanted) this.#sqlite.exec(`PRAGMA synchronous = ${wanted ? 'FULL' : 'NORMAL'}`)
    this.#waitsForDisk = wanted
  }

  /** One that fails is undone and does not take the others with it. */
  #attempt({ run, reject }: Waiting): () => void {
    this.#sqlite.exec('SAVEPOINT one')
    try {
      const outcome = run()
      this.#sqlite.exec('RELEASE one')
      return outcome
    } catch (error) {
      // A full disk has undone the whole transaction.
      if (!this.#sqlite.isTransaction) throw error
      this.#sqlite.exec('ROLLBACK TO one; RELEASE one')
      return () => reject(error)
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#sqlite.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

function makeTables(sqlite: DatabaseSync): void {
  const [id, version] = [numberOf(sqlite, 'application_id'), numberOf(sqlite, 'user_version')]
  if (id === applicationId && version === schemaVersion) return
  const tables = sqlite.prepare('SELECT count(*) AS n FROM sqlite_schema').get()
  if (id === applicationId) throw new DatabaseProblem('other_version')
  if (id !== 0 || version !== 0 || tables?.n !== 0) throw new DatabaseProblem('no_database')
  sqlite.exec(`${schema}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`)
}

const numberOf = (sqlite: DatabaseSync, pragma: string) => sqlite.prepare(`PRAGMA ${pragma}`).get()?.[pragma]

/** SQLite's primary result codes: https://www.sqlite.org/rescode.html */
const [busy, full, notADatabase] = [5, 13, 26]

function problemOf(error: unknown): DatabaseProblem {
  if (error instanceof DatabaseProblem) return error
  if (primaryCode(error) === busy) return new DatabaseProblem('in_use', error)
  if (primaryCode(error) === notADatabase) return new DatabaseProblem('no_database', error)
  return new DatabaseProblem(isFullDatabase(error) ? 'full' : 'other', error)
}

/** Also of why it can't be opened. */
export const isFullDatabase = (error: unknown): boolean =>
  primaryCode(error) === full || (error instanceof DatabaseProblem && error.reason === 'full')

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ERR_SQLITE_ERROR' || error.code === 'ERR_INVALID_STATE')
    ? error.code
    : undefined

function primaryCode(error: unknown): number | undefined {
  const known = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  // The low byte is the primary code, what is above says more.
  return known ? Number(error.errcode) & 0xff : undefined
}
