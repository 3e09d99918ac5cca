import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryDirectory } from '../../testing/test-local-gateway.ts'
import { openDataDirectory } from './data-directory.ts'
import { keptSecret } from './kept-secret.ts'
import { processStart } from './process-start.ts'

describe('the data folder', () => {
  it('is made where it is missing, for its user alone', async () => {
    const path = join(await temporaryDirectory(), 'a', 'b')
    const directory = await openDataDirectory(path)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    await directory.release()
    expect(await readdir(path)).toEqual([])
  })

  it('that is a file, or lies in one, is refused in a sentence', async () => {
    const file = join(await temporaryDirectory(), 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'data')]) {
      await expect(openDataDirectory(path)).rejects.toThrow(/file where a folder should be; choose another with --data/)
    }
  })

  it.runIf(process.platform === 'linux')('that cannot be written is refused in a sentence', async () => {
    for (const path of ['/proc/kachery', '/sys/kachery']) {
      await expect(openDataDirectory(path)).rejects.toThrow(/cannot be (written|used).*; choose another with --data/)
    }
  })
})

describe('the lock', () => {
  it('lets one gateway in at a time, and the next one after it', async () => {
    const path = await temporaryDirectory()
    const first = await openDataDirectory(path)
    await expect(openDataDirectory(path)).rejects.toThrow(`(process ${process.pid}) is using the data folder ${path}`)
    await first.release()
    await (await openDataDirectory(path)).release()
  })

  it('of a process that is gone is taken over', async () => {
    const path = await temporaryDirectory()
    const { pid } = spawnSync('true')
    await writeFile(join(path, 'lock'), JSON.stringify({ pid, token: 'old' }))
    await (await openDataDirectory(path)).release()
  })

  it.runIf(process.platform === 'linux')('of a process that has ended and was never reaped is taken over', async () => {
    const path = await temporaryDirectory()
    // Becomes a program that does not ask how its child ended.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30'])
    onTestFinished(() => {
      parent.kill()
    })
    const [pid] = await once(parent.stdout, 'data')
    await writeFile(join(path, 'lock'), JSON.stringify({ pid: Number(pid), began: 'then', token: 'old' }))
    await expect.poll(() => processStart(Number(pid)), { timeout: 10_000 }).toBe('ended')
    await (await openDataDirectory(path)).release()
  })

  it('of a process whose number another one has now is taken over', async () => {
    const path = await temporaryDirectory()
    const other = spawn('sleep', ['30'])
    onTestFinished(() => {
      other.kill()
    })
    await writeFile(join(path, 'lock'), JSON.stringify({ pid: other.pid, began: 'long ago', token: 'old' }))
    await (await openDataDirectory(path)).release()
  })

  it('that says nothing is taken over', async () => {
    for (const text of ['', '{', '{"pid":-1}']) {
      const path = await temporaryDirectory()
      await writeFile(join(path, 'lock'), text)
      await (await openDataDirectory(path)).release()
    }
  })

  it('is given to one of many that try at once, also where an old one lies', async () => {
    const path = await temporaryDirectory()
    await writeFile(join(path, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, token: 'old' }))
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => openDataDirectory(path)))
    const won = tries.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    expect(won).toHaveLength(1)
    await won[0]?.release()
  })
})

describe('a kept secret', () => {
  it('is made once and read by its user alone', async () => {
    const path = join(await temporaryDirectory(), 'keys', 'one')
    const made = await keptSecret(path, 32)
    expect(made).toHaveLength(32)
    expect(await keptSecret(path, 32)).toEqual(made)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(path, '..'))).toEqual(['one'])
  })

  it('that is damaged is told, never replaced in silence', async () => {
    const path = join(await temporaryDirectory(), 'one')
    for (const text of ['', 'abc', 'zz'.repeat(32)]) {
      await writeFile(path, text)
      await expect(keptSecret(path, 32)).rejects.toThrow(/is damaged/)
      expect(await readFile(path, 'utf8')).toBe(text)
    }
    await mkdir(`${path}-folder`)
    await expect(keptSecret(`${path}-folder`, 32)).rejects.toThrow(/cannot be read/)
  })
})
