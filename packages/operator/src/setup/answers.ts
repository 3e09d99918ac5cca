/** Answers: from options, from the last run, from a person. */
import { WrongUsage } from '../command-line.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import { type Answers, type Given, type Question, type QuestionName, questions } from './questions.ts'

export interface Asking {
  screen: Screen
  /** undefined: nobody is there to answer. Throws OperatorError at Ctrl-C. */
  ask: ((question: string) => Promise<string>) | undefined
  /** What is known of a stage from before. */
  before(stage: string): Given
}

/** Throws OperatorError that names all that is missing. */
export async function answersOf({ screen, ask, before }: Asking, given: Given, yes: boolean): Promise<Answers> {
  const answers: Given = {}
  const missing: (QuestionName | 'yes')[] = []
  for (const question of questions) {
    const { name, unless, usual } = question
    if (unless?.(answers)) continue
    const known = answers.stage === undefined ? undefined : before(answers.stage)[name]
    const answer =
      given[name] ??
      (ask === undefined
        ? (known ?? (name === 'stage' ? undefined : usual))
        : await askedFor(screen, ask, question, known))
    if (answer === undefined) missing.push(name)
    else answers[name] = answer
  }
  if (ask === undefined && !yes) missing.push('yes')
  if (isWhole(answers, missing)) return answers
  const names = missing.map(name => `--${name}`).join(', ')
  throw new OperatorError(`Nobody is there to be asked, so say the rest as options: ${names}.`)
}

const isWhole = (answers: Given, missing: readonly string[]): answers is Answers =>
  missing.length === 0 && 'stage' in answers

async function askedFor(
  screen: Screen,
  ask: (question: string) => Promise<string>,
  { asks, usual, read }: Question,
  known: string | undefined
): Promise<string> {
  const suggested = known ?? usual
  for (;;) {
    const text = (await ask(`${asks}${suggested === undefined ? '' : ` [${suggested}]`}: `)).trim()
    try {
      return read(text === '' && suggested !== undefined ? suggested : text)
    } catch (error) {
      if (!(error instanceof WrongUsage)) throw error
      screen.out(`  ${error.message.replace(/^--[\w-]+ is /, 'That must be ')}`)
    }
  }
}
