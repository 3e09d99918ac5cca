/** What `npm run setup` does, and says. Each step may be done again: whoever was interrupted runs it once more. */
import { ownStagesFile } from '@kachery-gateway/functions/lambda/own-stages.ts'
import { lineOf } from '../doctor/finding.ts'
import type { Screen } from '../run-command.ts'
import { defaultRegion, options, type Stage } from '../stage.ts'
import { answersOf } from './answers.ts'
import { type CheckDeps, checkAccount } from './before-it-begins.ts'
import type { AskedSetup } from './command-line.ts'
import type { OwnFile } from './own-settings.ts'
import { planOf } from './plan.ts'
import { type Answers, none } from './questions.ts'
import { hasSignIn, type LinkDeps, signInLink } from './sign-in-link.ts'

export interface SetupDeps extends CheckDeps, LinkDeps {
  screen: Screen
  /** undefined: nobody is there to answer. */
  ask: ((question: string) => Promise<string>) | undefined
  /** Whether lines are for a person on a terminal. */
  forPeople: boolean
  own: OwnFile
  /** Deploys the checked-out version, with a line per stack. Gives an exit code; throws OperatorError. */
  deploy(): Promise<number>
}

/** `connect`: AWS as it is where the answers say. */
export async function runSetup(
  { screen, ask, own }: Pick<SetupDeps, 'screen' | 'ask' | 'own'>,
  connect: (at: Stage) => SetupDeps,
  asked: AskedSetup
): Promise<number> {
  const { stage } = asked.given
  if (asked.signIn && stage !== undefined) {
    const at = { stage, region: asked.given.region ?? own.before(stage).region ?? defaultRegion }
    return giveLink(connect(at), at, true)
  }
  const answers = await answersOf({ screen, ask, before: own.before }, asked.given, asked.yes)
  const at = { stage: answers.stage, region: answers.region }
  return setUp(connect(at), at, answers, asked.yes)
}

async function setUp(deps: SetupDeps, at: Stage, answers: Answers, yes: boolean): Promise<number> {
  const { screen, ask, own } = deps
  const knownHere = own.before(at.stage).region === at.region
  const tell = (finding: Parameters<typeof lineOf>[0]) => screen.out(lineOf(finding, deps.forPeople))
  const { findings, budget } = await checkAccount(deps, at, knownHere, tell)
  if (findings.some(({ mark }) => mark === 'wrong')) {
    screen.err('\nNothing was made. Mend what is wrong, and run setup again.')
    return 1
  }
  for (const line of planOf(answers)) screen.out(line)
  if (!yes && !/^y(es)?$/i.test((await ask?.('Make it? (y/N) ')) ?? '')) {
    screen.out('Nothing was made.')
    return 0
  }
  await own.write(answers, budget ? {} : { monthlyBudget: 0 })
  screen.out(`Your answers are in ${ownStagesFile}. Deploying: about ten minutes the first time, a line per stack.`)
  const code = await deps.deploy()
  if (code !== 0) return code
  if (answers.email !== none) screen.out(`Confirm the e-mail that AWS sends to ${answers.email}; alarms come there.`)
  if (!(await hasSignIn(deps, at))) return giveLink(deps, at, false)
  screen.out(`The gateway has its GitHub sign-in. To give it another: npm run setup -- ${options(at)} --sign-in`)
  return 0
}

async function giveLink(deps: SetupDeps, at: Stage, replaces: boolean): Promise<number> {
  const { screen } = deps
  const link = await signInLink(deps, at, replaces)
  screen.out('')
  screen.out('Last, the GitHub sign-in. Open this link in a browser where you are signed in to GitHub:')
  screen.out(`  ${link}`)
  screen.out('It works for an hour, and once; who has it gives the gateway its sign-in, so keep it to yourself.')
  screen.out(`Another link: npm run setup -- ${options(at)} --sign-in`)
  return 0
}
