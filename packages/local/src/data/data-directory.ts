/** The folder in which a gateway keeps its data between runs: made if need be, checked, locked, and what lies where. */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StartError, systemCode } from '../start-error.ts'
import { lockDirectory } from './lock.ts'

export interface DataDirectory {
  path: string
  /** Folders and files of the parts; each part makes its own. */
  places: {
    keys: string
    objectStore: string
    objectStorePort: string
    registry: string
    ephemeral: string
    queues: string
    /** Where a running gateway takes jobs. */
    jobSocket: string
  }
  /** Lets another gateway use it. */
  release(): Promise<void>
}

/** For who has no lock on it. */
export const jobSocketIn = (path: string) => join(path, 'job-socket')

/** Throws StartError where the folder cannot be used, or another gateway uses it. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  await makeUsable(path)
  const release = await lockDirectory(path)
  return {
    path,
    places: {
      keys: join(path, 'keys'),
      objectStore: join(path, 'object-store'),
      objectStorePort: join(path, 'object-store.port'),
      registry: join(path, 'registry'),
      ephemeral: join(path, 'ephemeral'),
      queues: join(path, 'queues'),
      jobSocket: jobSocketIn(path)
    },
    release
  }
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
        throw new StartError(`The disk of the data folder ${path} is full.`, error)
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
  new StartError(`${path} is, or lies in, a file where a folder should be; choose another with --data.`)

const said = (error: unknown) => systemCode(error) ?? String(error)
