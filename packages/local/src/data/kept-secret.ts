/** Secrets that this gateway makes for itself, once, and keeps in its data directory where only its user may read. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StartError, systemCode } from '../start-error.ts'

/** `bytes` random bytes, made at the first call. Throws StartError where the file holds something else. */
export async function keptSecret(path: string, bytes: number): Promise<Buffer> {
  const known = await read(path)
  if (known === undefined) return make(path, bytes)
  if (!/^[0-9a-f]+\n?$/.test(known) || known.trim().length !== bytes * 2) {
    throw new StartError(
      `The key in ${path} is damaged; put it back from a backup, or delete it and a new one is made.`
    )
  }
  return Buffer.from(known.trim(), 'hex')
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new StartError(
      `The key in ${path} cannot be read (${systemCode(error)}); it belongs to whoever made it.`,
      error
    )
  }
}

/** On the disk before it is used: what was signed with it must not outlive it. */
async function make(path: string, bytes: number): Promise<Buffer> {
  const secret = randomBytes(bytes)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${secret.toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  return secret
}
