/** A place for a server that only this process's user can reach: no port, no file that others may open. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

interface PrivateSocket {
  path: string
  /** Takes it off the disk. */
  remove(): Promise<void>
}

/** Characters; a socket's path has at most 103 bytes on macOS, 107 on Linux. */
const maxPath = 100
const longestName = '/kachery-gateway-XXXXXX/registry'.length

export async function makePrivateSocket(): Promise<PrivateSocket> {
  if (process.platform === 'win32') {
    // By default other users may at most read from a pipe, and a client must write to it before there is anything to
    // read; its name is not to be guessed either.
    return { path: `\\\\.\\pipe\\kachery-gateway-${randomBytes(16).toString('hex')}`, remove: async () => {} }
  }
  const base = Buffer.byteLength(tmpdir()) + longestName > maxPath ? '/tmp' : tmpdir()
  // mkdtemp makes it with mode 0700: nobody else gets past the directory.
  const directory = await mkdtemp(join(base, 'kachery-gateway-'))
  return { path: join(directory, 'registry'), remove: () => rm(directory, { recursive: true, force: true }) }
}
