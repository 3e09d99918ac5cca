/**
 * One gateway at a time in a data directory: a file with the process that holds it. A file whose process is gone, after
 * a crash or a `kill -9`, is taken over; since the system gives the numbers of processes out again, the file also says
 * when its process began.
 */
import { randomUUID } from 'node:crypto'
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { DirectoryInUse, systemCode } from '../start-error.ts'
import { processStart } from './process-start.ts'

const Holder = z.object({ pid: z.int().positive(), began: z.string().optional(), token: z.string() })
type Holder = z.infer<typeof Holder>

/** Answers how to let go of it. Throws StartError where another process holds it. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock')
  const mine: Holder = { pid: process.pid, began: await processStart(process.pid), token: randomUUID() }
  // Written elsewhere and linked: the lock is never seen half written, and linking fails where one is.
  const draft = `${path}.${mine.token}`
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    for (let tries = 0; tries < 500; tries++) {
      if (await placed(draft, path)) return () => unlock(path, mine)
      const text = await textOf(path)
      if (text === undefined) continue
      const holder = readHolder(text)
      if (holder !== undefined && (await isAlive(holder))) throw inUse(directory, holder.pid)
      await takeAway(path, text)
    }
    throw inUse(directory, undefined)
  } finally {
    await rm(draft, { force: true })
  }
}

async function placed(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** undefined: nothing that a gateway wrote. */
function readHolder(text: string): Holder | undefined {
  try {
    return Holder.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

async function isAlive({ pid, began }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false
  }
  const now = await processStart(pid)
  return began === undefined || now === undefined || now === began
}

/**
 * Of many that found the same old lock, one at a time looks again and takes it away: nobody takes away the new lock of
 * somebody who was faster.
 */
async function takeAway(path: string, stale: string): Promise<void> {
  const turn = `${path}.takeover`
  try {
    await writeFile(turn, '', { flag: 'wx' })
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
    await sleep(10)
    // Whoever had the turn needs milliseconds; after seconds it is gone.
    const begun = await stat(turn).catch(() => undefined)
    if (begun !== undefined && Date.now() - begun.mtimeMs > 3_000) await rm(turn, { force: true })
    return
  }
  try {
    if ((await textOf(path)) === stale) await rm(path, { force: true })
  } finally {
    await rm(turn, { force: true })
  }
}

async function unlock(path: string, mine: Holder): Promise<void> {
  const text = await textOf(path)
  if (text !== undefined && readHolder(text)?.token === mine.token) await rm(path, { force: true })
}

const inUse = (directory: string, pid: number | undefined) =>
  new DirectoryInUse(
    `Another gateway${pid === undefined ? '' : ` (process ${pid})`} is using the data folder ${directory}; stop it, or choose another folder with --data.`,
    pid
  )
