/**
 * `npm run measure:memory`: what each deployed function needs for its usual work, CPU time and memory, in fresh processes
 * against a stage on the loopback. Writes docs/cost-measurements.json, from which `npm run cost` makes docs/cost.md and
 * chooses the sizes of functions.ts. Needs a database: TEST_MONGO_URI.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { arch, cpus } from 'node:os'
import { join } from 'node:path'
import { type FunctionName, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { sha1 } from '../packages/client/src/kachery-client.ts'
import { type Measured, type Measurements, measurementsFile } from './cost/measurements.ts'
import { bundleFunction } from './function-bundle.ts'
import { type LoopbackStage, repeated, several, stageOnLoopback } from './function-on-loopback.ts'
import { type Runner, runner, type Told, type Work } from './function-process.ts'
import { median } from './measure.ts'

const processes = 5
const [megabyte, small, large] = [1_000_000, 100_000_000, 400_000_000]

const output = join(import.meta.dirname, 'out', 'memory')

if (!process.env.TEST_MONGO_URI) {
  console.error(
    'TEST_MONGO_URI must name a MongoDB-compatible server: with no database the functions do less than usual.'
  )
  process.exit(1)
}
async function measured(made: Runner, stage: LoopbackStage, elsewhere: LoopbackStage): Promise<Measurements> {
  const { works } = stage
  // Asked for again and again by one process; the next one must not find it in the database.
  let known = ''
  const gateway = await measure(made, 'gateway', stage, {
    firstFindFile: () => {
      known = sha1(randomUUID())
      return several('first', 1, () => works.findFile(known))
    },
    findFileFromMemory: () => repeated('memory', 300, () => works.findFile(known)),
    findFileFromBucket: () => several('bucket', 50, () => works.findFile()),
    initiate: () => several('initiate', 50, works.initiate),
    finalize: () => several('finalize', 30, () => works.finalize(megabyte))
  })
  const site = await measure(made, 'site', stage, {
    firstHealth: () => several('first', 1, works.health),
    health: () => several('health', 100, works.health)
  })
  const verifications = await measure(made, 'verifyUpload', elsewhere, {
    firstVerification: () => several('first', 1, () => elsewhere.works.verification(megabyte)),
    small: () => several('small', 1, () => elsewhere.works.verification(small)),
    large: () => several('large', 1, () => elsewhere.works.verification(large))
  })
  const replayLogItems = await measure(made, 'replayLogItems', stage, {
    firstReplay: () => several('first', 1, () => works.replay(1)),
    hundredItems: () => several('hundred', 5, () => works.replay(100))
  })
  const { firstVerification, small: hundredMegabytes, large: fourHundred } = verifications.works
  const perGigabyte = ((fourHundred.cpu - hundredMegabytes.cpu) / (large - small)) * 1_000_000_000
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    machine: `${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    empty: await emptyProcess(made),
    gateway,
    site,
    verifyUpload: {
      ...verifications,
      works: { firstVerification, gigabyte: { cpu: tenths(perGigabyte), asked: fourHundred.asked } }
    },
    replayLogItems
  }
}

/** Each work on what the ones before have left: the first in a process that has just been started. */
async function measure<W extends string>(
  { run: once }: Runner,
  name: FunctionName,
  { aws, environment }: LoopbackStage,
  works: Record<W, () => Work>
) {
  process.stderr.write(`${name} …\n`)
  const { entry, memory } = functions[name]
  const bundle = await bundleFunction(entry, join(output, name))
  const told: Told[] = []
  const given = Object.values<() => Work>(works)
  for (let n = 0; n < processes; n++) {
    const what = { ...bundle, environment: environment(name), memory }
    told.push(
      await once(
        what,
        given.map(make => make())
      )
    )
  }
  const asked = await askedFor()
  const keys = Object.keys(works) as W[]
  return {
    bundle: bundle.bytes,
    first: bundle.first.bytes,
    load: tenths(median(told.map(({ load }) => load))),
    peak: Math.max(...told.map(({ peak }) => peak)),
    works: Object.fromEntries(keys.map((key, at) => [key, { cpu: cpuOf(told, at), asked: asked[at] ?? {} }])) as Record<
      W,
      Measured
    >
  }

  /** What one event of each work asks for, beyond what the works before asked. */
  async function askedFor(): Promise<Record<string, number>[]> {
    const counts: Map<string, number>[] = []
    for (let at = 0; at < given.length; at++) {
      const upToIt = given.slice(0, at + 1).map(make => {
        const { name: what, events } = make()
        return { name: what, events: events.slice(0, 1) }
      })
      aws.asked.length = 0
      await once({ ...bundle, environment: environment(name), memory }, upToIt)
      counts.push(countsOf(aws.asked))
    }
    return counts.map((upToIt, at) => differenceOf(upToIt, counts[at - 1] ?? new Map()))
  }
}

const cpuOf = (told: readonly Told[], at: number) =>
  hundredths(median(told.map(({ works }) => (works[at]?.cpu ?? Number.NaN) / (works[at]?.events ?? 1))))

function countsOf(asked: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of asked) counts.set(each, (counts.get(each) ?? 0) + 1)
  return counts
}

const differenceOf = (after: Map<string, number>, before: Map<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...after]
      .map(([what, n]) => [what, n - (before.get(what) ?? 0)] as const)
      .filter(([, n]) => n > 0)
      .sort()
  )

async function emptyProcess({ run: once }: Runner): Promise<{ load: number; peak: number }> {
  const entry = join(output, 'empty.mjs')
  await writeFile(entry, "export const handler = async () => ({ statusCode: 200, body: '' })\n")
  const told: Told[] = []
  for (let n = 0; n < processes; n++) told.push(await once({ entry, environment: {}, memory: 256 }, []))
  return { load: tenths(median(told.map(({ load }) => load))), peak: Math.max(...told.map(({ peak }) => peak)) }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}

await rm(output, { recursive: true, force: true })
await mkdir(output, { recursive: true })
// Buckets outside AWS tell no digests: what they hold is read.
const [stage, elsewhere] = await Promise.all([stageOnLoopback(), stageOnLoopback({ tellsSha1: false })])
try {
  const measurements = await measured(await runner(output), stage, elsewhere)
  await writeFile(measurementsFile, `${JSON.stringify(measurements, undefined, 2)}\n`)
} finally {
  await Promise.all([stage.close(), elsewhere.close()])
}
