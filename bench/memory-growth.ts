/** How far the resident size of a process grows while it does something. It is a process of its own: others leave garbage. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Comparison, comparison, type Round } from './measure.ts'

/** ms; none takes a tenth of it on a quiet machine. */
const patience = 120_000

/** Bytes, of a script of this folder that ends with `printGrowth`. */
export async function growthOf(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: patience
  })
  const grown = Number.parseInt(await text(child.stdout), 10)
  if (!(grown >= 0)) {
    throw new Error(`${script} ${args.join(' ')} told no number and ended with ${child.exitCode ?? child.signalCode}.`)
  }
  return grown
}

/** One after the other, since collecting garbage needs a core; each process warms itself up, so that no round has to. */
export async function compareGrowth(
  turns: { subject: () => Promise<number>; floor: () => Promise<number> },
  rounds: number
): Promise<Comparison> {
  const costs: Round<number>[] = []
  for (let round = 0; round < rounds; round++) {
    const subject = await turns.subject()
    costs.push({ subject, floor: await turns.floor() })
  }
  return comparison(costs)
}

/** `warmUp` loads what there is to load. Ends the process: connections that are kept for the next call would hold it. */
export async function printGrowth(warmUp: () => Promise<void>, work: () => Promise<void>): Promise<never> {
  await warmUp()
  globalThis.gc?.()
  await sleep(100)
  const before = process.memoryUsage.rss()
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  await work()
  clearInterval(watching)
  console.log(Math.max(most, process.memoryUsage.rss()) - before)
  process.exit(0)
}
