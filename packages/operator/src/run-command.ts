/** Runs a command to its exit code: 0 as asked, 1 it could not be done, 2 the command line is wrong. Never a stack trace. */
import type { CommandLine } from './command-line.ts'
import { OperatorError } from './operator-error.ts'

export interface Screen {
  out(line: string): void
  err(line: string): void
}

export const terminal: Screen = { out: line => console.log(line), err: line => console.error(line) }

export async function runCommand<T>(
  screen: Screen,
  usage: string,
  line: CommandLine<T>,
  work: (asked: T) => Promise<number>
): Promise<number> {
  switch (line.kind) {
    case 'help':
      screen.out(usage)
      return 0
    case 'wrong':
      screen.err(`${line.problem}\n\n${usage}`)
      return 2
    case 'run':
      try {
        return await work(line)
      } catch (error) {
        screen.err(sentenceOf(error))
        return 1
      }
  }
}

/** Of an error that nobody expected its name alone: its message may hold anything. */
export function sentenceOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message
  return `This went wrong in a way that nobody foresaw (${error instanceof Error ? error.name : typeof error}).`
}
