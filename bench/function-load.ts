/**
 * What a cold start of each deployed function costs beside Node's own: bytes to load and the time that takes, before the
 * first request and until it was answered, so that what is loaded on first use counts too. It is CPU time, which on an
 * idle machine is what passes and on a busy one is not stretched by what others do.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ephemeralStoreSpec,
  type FunctionName,
  type FunctionSpec,
  functions
} from '@kachery-gateway/functions/lambda/functions.ts'
import { bundleFunction, type FunctionBundle, heaviest } from './function-bundle.ts'
import { type LoopbackStage, several, stageOnLoopback } from './function-on-loopback.ts'
import { type Runner, runner, type Work } from './function-process.ts'
import { type Comparison, comparison, inTurn } from './measure.ts'
import { amount, quartiles, type Row, size, times } from './table.ts'

interface Target {
  /** As it is shown. */
  target: string
  met(measured: Comparison): boolean
}

const rounds = 9
const bytesTarget = 1_000_000
const loadPromise: Target = { target: '≤ +150 ms', met: ({ difference }) => difference <= 150 }
/** Where there is no database. */
const answerPromise: Target = { target: '≤ 6 ×', met: ({ ratio }) => ratio <= 6 }

/** Below the repository, where git does not look: the packages that esbuild leaves outside are found from there. */
const output = join(import.meta.dirname, 'out', 'functions')

export async function functionLoad(): Promise<Row[]> {
  await rm(output, { recursive: true, force: true })
  await mkdir(output, { recursive: true })
  const empty = join(output, 'empty.mjs')
  await writeFile(empty, "export const handler = async () => ({ statusCode: 200, body: '' })\n")
  const made = await runner(output)
  const [alone, withDatabase] = await Promise.all([stageOnLoopback({ database: false }), stageOnLoopback()])
  const stages = withDatabase.mongo === undefined ? [alone] : [alone, withDatabase]
  try {
    const rows: Row[] = []
    for (const name of names) {
      const bundle = await bundleFunction(functions[name].entry, join(output, name))
      const compared = stages.map(stage => ({ stage, first: firstRequest(name, stage) }))
      const measured = []
      for (const { stage, first } of compared) {
        if (first !== undefined) measured.push(await timesOf(name, bundle, stage, first, made, empty))
      }
      rows.push(bytesRow(name, bundle), ...measured.slice(0, 1).map(({ load }) => load))
      rows.push(...measured.map(({ answered }) => answered))
    }
    // Only where a stage has a database in a network of its own; it connects to that while it is loaded.
    const { entry } = ephemeralStoreSpec
    rows.push(bytesRow(entry, await bundleFunction(entry, join(output, entry))))
    return rows
  } finally {
    await Promise.all([alone.close(), withDatabase.close()])
  }
}

const names = Object.keys(functions) as FunctionName[]

/** undefined: it is not measured, or does nothing in this stage but put off. */
function firstRequest(name: FunctionName, { works, mongo }: LoopbackStage): (() => Work) | undefined {
  switch (name) {
    case 'gateway':
      return () => several('findFile', 1, () => works.findFile())
    case 'site':
      return mongo === undefined ? () => several('health', 1, works.health) : undefined
    case 'verifyUpload':
      return () => several('verification of 1 MB', 1, () => works.verification(1_000_000))
    case 'replayLogItems':
      return mongo === undefined ? undefined : () => several('log item', 1, () => works.replay(1))
    default:
      return undefined
  }
}

function bytesRow(name: string, { first, bytes, lazy }: FunctionBundle): Row {
  const parts = lazy.filter(chunk => chunk.ours).map(chunk => `${chunk.name} ${size(chunk.bytes)}`)
  return {
    what: `function ${name}: bytes before its first request`,
    result: size(first.bytes),
    ...(name === 'gateway' ? { target: `≤ ${size(bytesTarget)}`, met: first.bytes <= bytesTarget } : {}),
    against: `${heaviest(first)}; all of the bundle ${size(bytes)}, on first use ${parts.slice(0, 4).join(', ')}`
  }
}

async function timesOf(
  name: FunctionName,
  bundle: FunctionBundle,
  stage: LoopbackStage,
  first: () => Work,
  { run }: Runner,
  empty: string
): Promise<{ load: Row; answered: Row }> {
  const { memory }: FunctionSpec = functions[name]
  const environment = stage.environment(name)
  const costs = async (entry: string, handler?: string) => {
    const { load, works } = await run({ entry, handler, environment, memory }, [first()])
    return { load, answered: load + (works[0]?.cpu ?? 0) }
  }
  const told = await run({ ...bundle, environment, memory }, [first()], { tellFiles: true })
  const loaded = bundle.weigh('until answered', told.files)
  const measured = await inTurn(
    { subject: () => costs(bundle.entry, bundle.handler), floor: () => costs(empty) },
    rounds
  )
  const row = (what: string, which: 'load' | 'answered', weights: string, promise?: Target): Row => {
    const compared = comparison(
      measured.map(({ subject, floor }) => ({ subject: subject[which], floor: floor[which] }))
    )
    const { ratio, difference, ...each } = compared
    return {
      what,
      result: `${times(ratio)}, +${Math.round(difference)} ms`,
      against: `${amount(each.subject)} : ${amount(each.floor)} ms, an empty handler; ${quartiles(compared)}${weights}`,
      ...(promise === undefined ? {} : { target: promise.target, met: promise.met(compared) })
    }
  }
  const ofGateway = name === 'gateway'
  const database = stage.mongo === undefined ? '' : ', with a database'
  return {
    load: row(`function ${name}: loading it`, 'load', '', ofGateway ? loadPromise : undefined),
    answered: row(
      `function ${name}: until its first ${first().name} was done${database}`,
      'answered',
      `; ${size(loaded.bytes)} loaded: ${heaviest(loaded, 6)}`,
      ofGateway && stage.mongo === undefined ? answerPromise : undefined
    )
  }
}
