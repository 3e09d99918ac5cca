/** How many functions may run at once. */
import type { LambdaLimit } from '../../aws/lambda-limit.ts'
import { type Finding, note, right, wrong } from '../finding.ts'

const about = 'Lambda'
/** What AWS gives to accounts that have been used, and what a lab's gateway needs at least. */
const usual = 1000
const few = 50

export async function checkLambdaLimit(limit: LambdaLimit): Promise<Finding[]> {
  const { all, unreserved } = await limit.concurrency()
  const raise = `ask for ${usual} in the Service Quotas console: AWS Lambda, Concurrent executions`
  if (all < few) return [wrong(about, `${all} functions of the account may run at once`, raise)]
  if (unreserved < few)
    return [wrong(about, `${unreserved} of ${all} functions at once are left for those that reserve none`, raise)]
  const told = `${all} functions of the account may run at once`
  return all < usual ? [note(about, told, raise)] : [right(about, told)]
}
