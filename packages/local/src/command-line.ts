/** What was asked for on the command line, or in a sentence what is wrong with it. */

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defined } from '@kachery-gateway/core/defined.ts'
import { JobName, jobNames } from '@kachery-gateway/core/ids/job-name.ts'
import type { JobRequest } from './jobs/job-request.ts'
import { systemCode } from './start-error.ts'

export const defaultPort = 20117
export const defaultDirectory = '.kachery-gateway'

export type CommandLine =
  | { kind: 'start'; directory: string; port: number; open: boolean }
  | { kind: 'run'; directory: string; request: JobRequest }
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'wrong'; problem: string }

/** `program`: how it is called. */
export const usageOf = (program: string): string => `Usage: ${program} [--data DIR] [--port N] [--open]
       ${program} --run JOB [--data DIR] [--zone ZONE] [--dry-run] [--full]

  --data DIR   where data are kept between runs; default ${defaultDirectory} in the current directory
  --port N     where to listen on this machine; default ${defaultPort}, 0 for any free port
  --run JOB    run a job now instead of starting: ${jobNames.join(', ')};
               where a gateway runs on the same data, that one does it
  --zone ZONE  in this zone only
  --dry-run    say what it would do, and change nothing
  --full       count-usage: count everything again
  --version    which version this is
  --help       this text

Real stores instead of the embedded ones are named in the environment; docs/configuration.md lists the variables.`

interface Values {
  data?: string | undefined
  port?: string | undefined
  run?: string | undefined
  zone?: string | undefined
  full?: boolean | undefined
  'dry-run'?: boolean | undefined
  open?: boolean | undefined
  version?: boolean | undefined
  help?: boolean | undefined
}

/** npm takes options before -- for its own. */
const goBehindDashes = 'Options go behind --: npm start -- --port N.'

/**
 * `words`: without the program's own two; a relative DIR is one below `currentDirectory`. `keptByNpm`: npm has options
 * that were meant for us.
 */
export function readCommandLine(words: string[], currentDirectory: string, keptByNpm: boolean): CommandLine {
  let values: Values
  try {
    ;({ values } = parseArgs({
      args: words,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        run: { type: 'string' },
        zone: { type: 'string' },
        full: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        open: { type: 'boolean' },
        version: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' }
      }
    }))
  } catch (error) {
    return { kind: 'wrong', problem: problemOf(error) }
  }
  if (values.help === true) return { kind: 'help' }
  if (values.version === true) return { kind: 'version' }
  if (keptByNpm) return { kind: 'wrong', problem: goBehindDashes }
  const { data = defaultDirectory, port = String(defaultPort) } = values
  if (data.trim() === '') return { kind: 'wrong', problem: '--data needs the name of a folder.' }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { kind: 'wrong', problem: `--port is a number from 0 to 65535, not ${JSON.stringify(port)}.` }
  }
  if (values.run !== undefined) return toRun(values, values.run, resolve(currentDirectory, data))
  const ofJobs = (['zone', 'full', 'dry-run'] as const).find(name => values[name] !== undefined)
  if (ofJobs !== undefined) return { kind: 'wrong', problem: `--${ofJobs} goes with --run JOB.` }
  return { kind: 'start', directory: resolve(currentDirectory, data), port: Number(port), open: values.open === true }
}

function toRun(values: Values, name: string, directory: string): CommandLine {
  const job = JobName.safeParse(name)
  if (!job.success) {
    const meant = jobNames.find(known => similar(known, name))
    const hint = meant === undefined ? `the jobs are ${jobNames.join(', ')}` : `did you mean ${meant}?`
    return {
      kind: 'wrong',
      problem: `There is no job ${JSON.stringify(name)}; ${hint}${meant === undefined ? '.' : ''}`
    }
  }
  const ofStarts = (['port', 'open'] as const).find(name => values[name] !== undefined)
  if (ofStarts !== undefined) return { kind: 'wrong', problem: `--${ofStarts} means nothing with --run.` }
  if (values.full === true && job.data !== 'count-usage') {
    return { kind: 'wrong', problem: '--full goes with --run count-usage alone.' }
  }
  const { zone, full = false, 'dry-run': dryRun = false } = values
  return { kind: 'run', directory, request: { job: job.data, full, dryRun, ...defined({ zone }) } }
}

/** A word of it is the same. */
function similar(known: string, given: string): boolean {
  const words = given.toLowerCase().split(/[^a-z]+/)
  return known
    .split('-')
    .some(word => words.some(one => one.length > 3 && (word.startsWith(one) || one.startsWith(word))))
}

/** parseArgs says more than a person wants, and not always what they want. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [option = 'an option'] = /--?[A-Za-z][\w-]*(?=[ '=])/.exec(message.replace('-h, ', '')) ?? []
  switch (systemCode(error)) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `There is no option ${option}.`
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return /not take/.test(message) ? `${option} takes no value.` : `${option} needs a value.`
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `${message.split(/\.\s|\n/, 1)[0]}. ${goBehindDashes}`
    default:
      return `${message.split(/\.\s|\n/, 1)[0]}.`
  }
}
