/** Whether a value may become a secret, by the one schema of the configuration: asked before anything is written. */
import { readConfig } from '@kachery-gateway/functions/config.ts'
import { OperatorError } from '../operator-error.ts'
import type { SecretName } from './secrets.ts'

/** The value as it is kept. Throws OperatorError, which repeats nothing of it. */
export function checkedValue(name: SecretName, given: string): string {
  const value = name === 'GATEWAY_CONFIG' ? given : given.trim()
  if (value.trim() === '') throw new OperatorError(`The value of ${name} is empty, so nothing was changed.`)
  const problems = readConfig({ [name]: value }).problems.filter(problem => problem.name === name)
  if (problems.length === 0) return value
  const told = problems.map(({ problem }) => `\n  ${name}: ${problem}`).join('')
  const count = problems.length === 1 ? 'One thing is' : `${problems.length} things are`
  throw new OperatorError(`${count} wrong, so nothing was changed:${told}`)
}
