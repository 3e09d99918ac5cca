/** Checks run side by side; each has its time, and none stops another. */
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import { sentenceOf } from '../run-command.ts'
import { type Finding, note, wrong } from './finding.ts'

export interface Check {
  about: string
  /** ms, where it may take longer than others. */
  limit?: number
  run(): Promise<Finding[]>
}

/** What a check stands on could not be had, and the check whose matter that is says why. */
export class Unknown extends Error {
  constructor(what: string) {
    super(`${what} could not be read`)
  }
}

/** A fact that several checks share: asked for once. Its failure is told by one of them; to the others it is Unknown. */
export interface Fact<T> {
  /** Throws what it failed with. */
  own(): Promise<T>
  /** Throws Unknown. */
  get(): Promise<T>
}

export function fact<T>(what: string, read: () => Promise<T>): Fact<T> {
  let reading: Promise<T> | undefined
  const own = () => {
    reading ??= read()
    return reading
  }
  return {
    own,
    get: () =>
      own().catch(() => {
        throw new Unknown(what)
      })
  }
}

/** Tells each check's findings as soon as those before it are told. ms: what a check may take. */
export async function runChecks(
  checks: readonly Check[],
  limit: number,
  tell: (finding: Finding) => void
): Promise<Finding[]> {
  const running = checks.map(check => findingsOf(check, limit))
  const all: Finding[] = []
  for (const each of running) {
    const findings = await each
    for (const finding of findings) tell(finding)
    all.push(...findings)
  }
  return all
}

/** Never throws. */
export async function findingsOf({ about, limit, run }: Check, usual: number): Promise<Finding[]> {
  const most = limit ?? usual
  const late = () => [
    wrong(about, `this check was not done within ${most / 1000} s`, 'see whether this machine’s network is slow')
  ]
  try {
    return await withTimeout(most, run(), late)
  } catch (error) {
    if (error instanceof Unknown) return [note(about, `not checked, because ${error.message}`)]
    return [wrong(about, 'this could not be checked', sentenceOf(error).replace(/\.$/, ''))]
  }
}
