/** The folder in which a gateway keeps its data between runs: made if need be, checked, locked, and what lies where. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Database, DatabaseProblem } from '../embedded/database.ts'
import { freeBytesAt } from '../embedded/on-disk.ts'
import { DirectoryInUse, StartError, systemCode } from '../start-error.ts'

export interface DataDirectory {
  path: string
  /** The lock of the folder, too. */
  database: Database
  /** Folders and files of the parts; each part makes its own. */
  places: {
    keys: string
    /** The bytes of files. */
    objects: string
    /** Where a running gateway takes jobs. */
    jobSocket: string
  }
  freeBytes(): Promise<number>
  /** Lets another gateway use it. */
  release(): Promise<void>
}

/** For who has no lock on it. */
export const jobSocketIn = (path: string) => join(path, 'job-socket')

const databaseName = 'gateway.sqlite'

/** What lies in a folder of the format before, which was never released. */
const formerNames = ['registry', 'ephemeral', 'queues', 'object-store', 'object-store.port', 'lock']

/** Throws StartError where the folder cannot be used, or another gateway uses it. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  await refuseFormerFormat(path)
  await refuseOthersFolder(path)
  await makeUsable(path)
  const processFile = join(path, 'process')
  const database = await openDatabase(path, processFile)
  // For whoever finds the folder in use; it locks nothing.
  await writeFile(processFile, `${process.pid}\n`, { mode: 0o600 })
  return {
    path,
    database,
    places: {
      keys: join(path, 'keys'),
      objects: join(path, 'objects'),
      jobSocket: jobSocketIn(path)
    },
    freeBytes: () => freeBytesAt(path),
    async release() {
      await rm(processFile, { force: true })
      database.close()
    }
  }
}

async function refuseFormerFormat(path: string): Promise<void> {
  const names = await readdir(path).catch((): string[] => [])
  if (names.includes(databaseName) || !names.some(name => formerNames.includes(name))) return
  throw new StartError(
    `The data folder ${path} was written by a gateway of an earlier format, which this one can't read; it was left as it is, so choose another with --data.`
  )
}

/** Beside the database's own files; a disk of its own has a folder of the system's. */
const ownNames = [databaseName, 'keys', 'objects', 'process', 'job-socket', 'lost+found']

async function refuseOthersFolder(path: string): Promise<void> {
  const names = await readdir(path).catch((): string[] => [])
  const others = names.filter(name => !ownNames.includes(name) && !name.startsWith('.')).sort()
  if (names.includes(databaseName) || others.length === 0) return
  const shown = others.slice(0, 3).map(name => JSON.stringify(name))
  const more = others.length > shown.length ? ` and ${others.length - shown.length} more` : ''
  throw new StartError(
    `The folder ${path} holds other things than a gateway's data (${shown.join(', ')}${more}); nothing was changed, so choose an empty or a new folder with --data.`
  )
}

async function openDatabase(path: string, processFile: string): Promise<Database> {
  try {
    return Database.open(join(path, databaseName))
  } catch (error) {
    if (!(error instanceof DatabaseProblem)) throw error
    const file = join(path, databaseName)
    switch (error.reason) {
      case 'in_use':
        throw inUse(path, await readFile(processFile, 'utf8').catch(() => ''))
      case 'full':
        throw error
      case 'no_database':
        throw new StartError(
          `${file} is damaged, or no file of a gateway; put it back from a backup, or choose another folder with --data.`,
          error
        )
      case 'other_version':
        throw new StartError(
          `${file} was written by another version of the gateway; start that version, or choose another folder with --data.`,
          error
        )
      case 'other':
        throw new StartError(
          `${file} cannot be opened (${said(error.cause)}); choose another folder with --data.`,
          error
        )
    }
  }
}

/** `text`: of the file that names the process. */
function inUse(path: string, text: string): DirectoryInUse {
  const pid = /^[1-9]\d*\n$/.test(text) ? Number(text) : undefined
  const which = pid === undefined ? '' : ` (process ${pid})`
  return new DirectoryInUse(
    `Another gateway${which} is using the data folder ${path}; stop it, or choose another folder with --data.`,
    pid
  )
}

async function makeUsable(path: string): Promise<void> {
  try {
    await makeFolder(path)
    if (!(await stat(path)).isDirectory()) throw notAFolder(path)
    const probe = join(path, `.probe-${randomUUID()}`)
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    if (error instanceof StartError) throw error
    switch (systemCode(error)) {
      case 'EEXIST':
      case 'ENOTDIR':
        throw notAFolder(path)
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
      case 'ENOENT':
        throw new StartError(`The data folder ${path} cannot be written; choose another with --data.`, error)
      case 'ENOSPC':
      case 'EDQUOT':
        throw error
      default:
        throw new StartError(
          `The data folder ${path} cannot be used (${said(error)}); choose another with --data.`,
          error
        )
    }
  }
}

/** Not mkdir's `recursive`, which never returns where a file system refuses with ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return
    const parent = dirname(path)
    if (systemCode(error) !== 'ENOENT' || parent === path) throw error
    await makeFolder(parent)
    await mkdir(path, { mode: 0o700 })
  }
}

const notAFolder = (path: string) =>
  new StartError(`${path} is a file, or inside one, where a folder should be; choose another with --data.`)

const said = (error: unknown) => systemCode(error) ?? String(error)
