import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { LogSegments, segmentSize } from './log-segments.ts'

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'log-segments-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const open = (directory: string) => LogSegments.open(directory, Date.now)
const items = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({ id: `id${from + n}`, item: { n: from + n } }))
const files = async (directory: string) => (await readdir(directory)).sort()

/** In a process of its own, so that its memory is its own. Gives what the program prints. */
function run(directory: string, program: string) {
  const whole = `
    import { LogSegments } from '${new URL('./log-segments.ts', import.meta.url).href}'
    const segments = await LogSegments.open(${JSON.stringify(directory)}, Date.now)
    const padding = 'x'.repeat(3_000)
    const memory = () => { gc(); return process.memoryUsage().heapUsed }
    ${program}`
  const args = ['--expose-gc', '--input-type=module', '-e', whole]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const reader = createInterface(child.stdout).on('line', line => lines.push(line))
  return { child, lines, ended: Promise.all([once(child, 'exit'), once(reader, 'close')]) }
}

it('20,000 items cost the memory of a few segments, while they are stored, after a restart and while they are read', async () => {
  const directory = await newDirectory()
  const storing = run(
    directory,
    `const before = memory()
    for (let n = 0; n < 20_000; n += 100)
      await segments.add(Array.from({ length: 100 }, (_, k) => ({ id: 'id' + (n + k), item: { n: n + k, padding: padding + n } })))
    console.log(memory() - before)
    await segments.close()`
  )
  await storing.ended
  // 20,000 items have 60 MB of padding alone.
  expect(Number(storing.lines[0])).toBeLessThan(25e6)
  const reading = run(
    directory,
    `const before = memory()
    console.log(before)
    let count = 0
    for (;;) {
      const some = await segments.oldest(500)
      if (some.length === 0) break
      if (some.some(({ item }, k) => item.n !== count + k)) throw new Error('out of order at ' + count)
      count += some.length
      await segments.remove(some.map(one => one.id))
      if (count === 10_000) console.log(memory() - before)
    }
    console.log(count)
    await segments.close()`
  )
  await reading.ended
  const [opened, more, count] = reading.lines.map(Number)
  expect(opened).toBeLessThan(35e6)
  expect(more).toBeLessThan(15e6)
  expect(count).toBe(20_000)
  expect(await files(directory)).toHaveLength(1)
}, 60_000)

it('a restart reads only the newest two segments', async () => {
  const directory = await newDirectory()
  const first = await open(directory)
  for (let n = 0; n < 4; n += 1) await first.add(items(segmentSize, n * segmentSize))
  await first.close()
  const names = await files(directory)
  expect(names).toHaveLength(4)
  // What is not read may be anything.
  await rm(join(directory, names[0] ?? ''))
  const [, second = ''] = names
  const before = await readFile(join(directory, second))
  const again = await open(directory)
  expect(again.size).toBe(3 * segmentSize)
  await again.add(items(segmentSize, 3 * segmentSize))
  await again.add(items(segmentSize, 2 * segmentSize))
  expect(again.size, 'those of both are known').toBe(3 * segmentSize)
  expect(await readFile(join(directory, second))).toEqual(before)
  await again.close()
})

it('an item that is given again while segments change is there once', async () => {
  const directory = await newDirectory()
  const segments = await open(directory)
  const all = items(2 * segmentSize)
  const calls: Promise<void>[] = []
  for (let n = 0; n < all.length; n += 100) {
    for (let times = 0; times < 3; times += 1) calls.push(segments.add(all.slice(n, n + 100)))
  }
  await Promise.all(calls)
  const there = await segments.oldest(Number.POSITIVE_INFINITY)
  expect(there.map(one => one.id).sort()).toEqual(all.map(one => one.id).sort())
  await segments.close()
})

it('removing goes on from segment to segment, deletes emptied ones and never the newest', async () => {
  const directory = await newDirectory()
  const segments = await open(directory)
  for (let n = 0; n < 4; n += 1) await segments.add(items(segmentSize, n * segmentSize))
  const some = await segments.oldest(segmentSize + 5)
  expect(some.at(-1)?.id).toBe(`id${segmentSize + 4}`)
  await segments.remove([...some.map(one => one.id), 'unknown'])
  expect(await files(directory)).toHaveLength(3)
  expect((await segments.oldest(1))[0]?.id).toBe(`id${segmentSize + 5}`)
  await segments.remove((await segments.oldest(Number.POSITIVE_INFINITY)).map(one => one.id))
  expect(await files(directory)).toEqual(['0000000004.nedb'])
  await segments.add(items(1))
  expect(await segments.oldest(9)).toEqual(items(1))
  await segments.close()
})

it('nothing that was acknowledged is lost on kill -9, also where segments change', async () => {
  const directory = await newDirectory()
  const acknowledged = new Set<string>()
  for (const [round, patience] of [1, 40, 80].entries()) {
    const storing = run(
      directory,
      `for (let n = 0; ; n += 1) {
        const id = n => '${round}-' + n
        await Promise.all(Array.from({ length: 10 }, async (_, k) => {
          const some = Array.from({ length: 50 }, (_, m) => ({ id: id((n * 10 + k) * 50 + m), item: {} }))
          await segments.add(some)
          console.log(some.map(one => one.id).join())
        }))
      }`
    )
    // Each new file in the folder is a change of segments.
    const changes = (await files(directory)).length + 2
    await expect
      .poll(async () => (await files(directory)).length, { timeout: 20_000, interval: 1 })
      .toBeGreaterThan(changes)
    await new Promise(resolve => setTimeout(resolve, patience))
    storing.child.kill('SIGKILL')
    await storing.ended
    for (const line of storing.lines) for (const id of line.split(',')) acknowledged.add(id)
  }
  expect(acknowledged.size).toBeGreaterThan(3 * segmentSize)
  const segments = await open(directory)
  const there = (await segments.oldest(Number.POSITIVE_INFINITY)).map(one => one.id)
  expect(new Set(there).size).toBe(there.length)
  expect([...acknowledged.difference(new Set(there))].slice(0, 5)).toEqual([])
  await segments.close()
}, 60_000)
