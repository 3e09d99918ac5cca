import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryDirectory } from '../../testing/test-local-gateway.ts'
import { openDataDirectory } from './data-directory.ts'
import { keptSecret } from './kept-secret.ts'

describe('the data folder', () => {
  it('is made where it is missing, for its user alone', async () => {
    const path = join(await temporaryDirectory(), 'a', 'b')
    const directory = await openDataDirectory(path)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    await directory.release()
    expect(await readdir(path)).toEqual(['gateway.sqlite'])
  })

  it('that is a file, or lies in one, is refused in a sentence', async () => {
    const file = join(await temporaryDirectory(), 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'data')]) {
      await expect(openDataDirectory(path)).rejects.toThrow(
        /is a file, or inside one, where a folder should be; choose another with --data/
      )
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

  it('of a process that was killed is taken over, whoever has its number now', async () => {
    const path = await temporaryDirectory()
    const program = `
      import { openDataDirectory } from '${new URL('./data-directory.ts', import.meta.url).href}'
      await openDataDirectory(${JSON.stringify(path)})
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    await once(child.stdout, 'data')
    await expect(openDataDirectory(path)).rejects.toThrow(`(process ${child.pid}) is using the data folder ${path}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await writeFile(join(path, 'process'), `${process.pid}\n`)
    await (await openDataDirectory(path)).release()
  })

  it.runIf(process.platform === 'linux')('of a process that has ended and was never reaped is taken over', async () => {
    const path = await temporaryDirectory()
    const program = `
      import { openDataDirectory } from '${new URL('./data-directory.ts', import.meta.url).href}'
      await openDataDirectory(process.argv[1])
      process.kill(process.pid, 'SIGKILL')`
    // Becomes a program that does not ask how its child ended.
    const shell = `"$0" --input-type=module -e "$1" "$2" & echo $!; exec sleep 30`
    const parent = spawn('sh', ['-c', shell, process.execPath, program, path])
    onTestFinished(() => {
      parent.kill()
    })
    const [pid] = await once(parent.stdout, 'data')
    const state = async () => (await readFile(`/proc/${Number(pid)}/stat`, 'utf8')).replace(/^.*\) /s, '')[0]
    await expect.poll(state, { timeout: 10_000 }).toBe('Z')
    expect(await readFile(join(path, 'process'), 'utf8')).toBe(`${Number(pid)}\n`)
    // Its other threads may have a moment longer.
    const opened = () => openDataDirectory(path).then(directory => directory.release().then(() => 'opened'), String)
    await expect.poll(opened, { timeout: 10_000 }).toBe('opened')
  })

  it('does not depend on what the file says that names its process', async () => {
    for (const text of ['', '{', '-1\n', 'x'.repeat(1000)]) {
      const path = await temporaryDirectory()
      await writeFile(join(path, 'process'), text)
      const first = await openDataDirectory(path)
      await writeFile(join(path, 'process'), text)
      await expect(openDataDirectory(path)).rejects.toThrow(/^Another gateway is using the data folder/)
      await first.release()
    }
  })

  it('is given to one of many that try at once', async () => {
    const path = await temporaryDirectory()
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => openDataDirectory(path)))
    const won = tries.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
    expect(won).toHaveLength(1)
    await won[0]?.release()
  })
})

describe('a data folder that this gateway can’t read', () => {
  it('for its format before is refused in a sentence and left as it is', async () => {
    for (const name of ['registry', 'ephemeral', 'queues', 'lock']) {
      const path = await temporaryDirectory()
      await mkdir(join(path, name))
      await mkdir(join(path, 'keys'))
      await expect(openDataDirectory(path)).rejects.toThrow(/earlier format.*choose another with --data\.$/)
      expect((await readdir(path)).sort()).toEqual([name, 'keys'].sort())
    }
  })

  it('for a damaged database, or one of another version, is refused in a sentence', async () => {
    const path = await temporaryDirectory()
    await writeFile(join(path, 'gateway.sqlite'), 'no database'.repeat(100))
    await expect(openDataDirectory(path)).rejects.toThrow(/gateway\.sqlite is damaged.*backup/)
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
