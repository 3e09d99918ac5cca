/** What the commands have in common on the command line. What is wrong with one is told in a sentence. */

import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { StageName, stageNameExpectation } from '@kachery-gateway/functions/lambda/stage-name.ts'
import { codeOf } from './operator-error.ts'
import { ownRegion } from './own-stages.ts'
import { defaultRegion, Region, type Stage } from './stage.ts'

export type CommandLine<T> = ({ kind: 'run' } & T) | { kind: 'help' } | { kind: 'wrong'; problem: string }

export type Variables = Record<string, string | undefined>

/** What every command takes. */
export const stageOptions = { stage: { type: 'string' }, region: { type: 'string' } } as const

export const stageUsage = `  --stage NAME    which deployment
  --region R      where it is; default: the variable AWS_REGION, else where setup deployed it, else ${defaultRegion}
  --help          this text`

/** Thrown while a command line is read. */
export class WrongUsage extends Error {}

interface Reading {
  words: string[]
  variables: Variables
  /** Of the command, as one writes it: `npm run doctor -- --stage NAME`. */
  example: string
}

export interface Words {
  values: Record<string, string | boolean | undefined>
  positionals: string[]
}

/** `understand` throws WrongUsage. */
export const readCommandLine = <T>(
  reading: Reading,
  options: ParseArgsOptionsConfig,
  understand: (words: Words, stage: Stage) => T
): CommandLine<T> =>
  readWords(reading, options, words => understand(words, stageOf(words.values, reading.variables, reading.example)))

/** The same, where the stage may be asked for later. */
export function readWords<T>(
  { words, variables, example }: Reading,
  options: ParseArgsOptionsConfig,
  understand: (words: Words) => T
): CommandLine<T> {
  const behindDashes = `Options go behind --: ${example}.`
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: { ...stageOptions, ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true
    })
    if (values.help === true) return { kind: 'help' }
    // npm takes options before -- for its own.
    if (Object.keys({ ...stageOptions, ...options }).some(name => keptByNpm(variables, name)))
      return { kind: 'wrong', problem: behindDashes }
    const plain = values as Words['values']
    return { kind: 'run', ...understand({ values: plain, positionals }) }
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof WrongUsage ? error.message : problemOf(error) }
  }
}

/** A word too many, or none where one is needed. */
export function noWords(positionals: string[]): void {
  const [word] = positionals
  if (word !== undefined) throw new WrongUsage(`There is nothing that ${JSON.stringify(word)} could mean here.`)
}

const keptByNpm = (variables: Variables, option: string) =>
  (variables[`npm_config_${option.replaceAll('-', '_')}`] ?? '') !== ''

/** Throws WrongUsage. */
export function stageOf(values: Words['values'], variables: Variables, example: string): Stage {
  if (values.stage === undefined) throw new WrongUsage(`Say which stage: ${example}.`)
  const stage = StageName.safeParse(values.stage)
  if (!stage.success) throw new WrongUsage(`That can't be a stage: ${stageNameExpectation}.`)
  const given = values.region ?? (variables.AWS_REGION?.trim() || ownRegion(stage.data) || defaultRegion)
  const region = Region.safeParse(given)
  if (!region.success)
    throw new WrongUsage(`${values.region === undefined ? 'AWS_REGION' : '--region'} is a region such as eu-west-1.`)
  return { stage: stage.data, region: region.data }
}

/** A stage on AWS, or a data folder on one machine. */
export type AskedPlace = { at: Stage } | { data: string }

/** Throws WrongUsage. */
export function askedPlaceOf(values: Words['values'], variables: Variables, example: string): AskedPlace {
  const { data, stage } = values
  if (data !== undefined && stage !== undefined) throw new WrongUsage('Say either --stage or --data.')
  if (data === '') throw new WrongUsage('--data needs the name of a folder.')
  return typeof data === 'string' ? { data } : { at: stageOf(values, variables, example) }
}

/** parseArgs says more than a person wants. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [option = 'an option'] = /--?[A-Za-z][\w-]*(?=[ '=])/.exec(message.replace('-h, ', '')) ?? []
  switch (codeOf(error)) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `There is no option ${option}.`
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return /not take/.test(message) ? `${option} takes no value.` : `${option} needs a value.`
    default:
      return `${message.split(/\.\s|\n/, 1)[0]}.`
  }
}
