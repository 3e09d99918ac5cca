/**
 * What a cold start of the gateway function costs beside Node's own: bytes to load, and the time that loading takes. It
 * is CPU time, which on an idle machine is what passes and on a busy one is not stretched by what others do.
 */
import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { bundleGateway, type Chunk, moduleOf } from './gateway-bundle.ts'
import { compare, type Turn } from './measure.ts'
import { amount, quartiles, type Row, size, times } from './table.ts'

const rounds = 11
const bytesTarget = 1_000_000
const loadTarget = 150
/** Chunks smaller than this load faster than can be told from a process's start. */
const tellingBytes = 50_000

/** Below the repository, where git does not look: the packages that esbuild leaves outside are found from there. */
const output = join(import.meta.dirname, 'out', 'gateway-function')

export async function gatewayFunctionLoad(): Promise<Row[]> {
  await rm(output, { recursive: true, force: true })
  await mkdir(output, { recursive: true })
  const { entry, first, lazy } = await bundleGateway(output)
  const nothing = await moduleOf(output, 'nothing', [])
  const alone = await moduleOf(output, 'alone', first)
  const rows: Row[] = [
    {
      what: 'gateway function: bytes before its first request',
      result: size(entry.bytes),
      target: `≤ ${size(bytesTarget)}`,
      met: entry.bytes <= bytesTarget,
      against: heaviest(entry)
    },
    await loadRow('gateway function: loading it', alone, nothing, 'a process with an empty module', loadTarget)
  ]
  for (const chunk of lazy.filter(({ bytes }) => bytes >= tellingBytes)) {
    const both = await moduleOf(output, `with-${chunk.name}`, [...first, chunk.file])
    const what = `first use of ${chunk.name}: ${size(chunk.bytes)}`
    rows.push(await loadRow(what, both, alone, 'a process with the function alone', undefined, chunk))
  }
  return rows
}

async function loadRow(
  what: string,
  module: string,
  bare: string,
  floor: string,
  limit?: number,
  chunk?: Chunk
): Promise<Row> {
  const comparison = await compare({ subject: load(module), floor: load(bare) }, rounds)
  const { ratio, difference, ...costs } = comparison
  const weights = chunk === undefined ? '' : `; ${heaviest(chunk)}`
  return {
    what,
    result: `${times(ratio)}, +${Math.round(difference)} ms`,
    against: `${amount(costs.subject)} : ${amount(costs.floor)} ms, ${floor}; ${quartiles(comparison)}${weights}`,
    ...(limit === undefined ? {} : { target: `≤ +${limit} ms`, met: difference <= limit })
  }
}

/** ms of CPU time of a Node process from its start until the module is loaded. */
const load =
  (module: string): Turn =>
  async () => {
    const child = spawn(process.execPath, [module], { stdio: ['ignore', 'pipe', 'inherit'] })
    const used = Number.parseInt(await text(child.stdout), 10) / 1000
    if (!(used > 0)) throw new Error(`${module} told no time.`)
    return used
  }

const heaviest = ({ packages }: Chunk) =>
  packages
    .slice(0, 4)
    .map(({ name, bytes }) => `${name} ${size(bytes)}`)
    .join(', ')
