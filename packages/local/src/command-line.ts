/** What was asked for on the command line, or in a sentence what is wrong with it. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemCode } from './start-error.ts'

export const defaultPort = 20117
export const defaultDirectory = '.kachery-gateway'

export type CommandLine =
  | { kind: 'start'; directory: string; port: number }
  | { kind: 'help' }
  | { kind: 'wrong'; problem: string }

export const usage = `Usage: npm start -- [--data DIR] [--port N]

  --data DIR   where data are kept between runs; default ${defaultDirectory} in the current directory
  --port N     where to listen on this machine; default ${defaultPort}, 0 for any free port
  --help       this text

Real stores instead of the embedded ones are named in the environment; README.md lists the variables.`

/** npm takes options before -- for its own. */
const goBehindDashes = 'Options go behind --: npm start -- --port N.'

/**
 * `words`: without the program's own two; a relative DIR is one below `currentDirectory`. `keptByNpm`: npm has options
 * that were meant for us.
 */
export function readCommandLine(words: string[], currentDirectory: string, keptByNpm: boolean): CommandLine {
  let values: { data?: string | undefined; port?: string | undefined; help?: boolean | undefined }
  try {
    ;({ values } = parseArgs({
      args: words,
      options: { data: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
    }))
  } catch (error) {
    return { kind: 'wrong', problem: problemOf(error) }
  }
  if (values.help === true) return { kind: 'help' }
  if (keptByNpm) return { kind: 'wrong', problem: goBehindDashes }
  const { data = defaultDirectory, port = String(defaultPort) } = values
  if (data.trim() === '') return { kind: 'wrong', problem: '--data needs the name of a folder.' }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { kind: 'wrong', problem: `--port is a number from 0 to 65535, not ${JSON.stringify(port)}.` }
  }
  return { kind: 'start', directory: resolve(currentDirectory, data), port: Number(port) }
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
