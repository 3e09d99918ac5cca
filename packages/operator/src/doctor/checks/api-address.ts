/** The API's own address must refuse: whoever came that way could claim to be at any address. */

import type { Stage } from '../../stage.ts'
import { outputOf, type StageStacks } from '../../stage-stacks.ts'
import type { Fact } from '../check.ts'
import { type Finding, note, right, wrong } from '../finding.ts'
import { NoAnswer, reach } from './reach.ts'

const about = 'API address'

export async function checkApiAddress(
  fetching: typeof fetch,
  stacks: Fact<StageStacks>,
  at: Stage
): Promise<Finding[]> {
  const url = outputOf(await stacks.get(), 'api', 'apiEndpoint', at).replace(/\/+$/, '')
  try {
    const { status } = await reach(fetching, `${url}/api/health`)
    if (status === 403) return [right(about, 'it refuses whoever does not come through the CDN')]
    const todo = 'deploy again; if that does not help, see the log of the function site'
    return [wrong(about, `${url} answers ${status} and not 403 to somebody who goes round the CDN`, todo)]
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return [note(about, `${url} gives ${error.message}, so that nobody knows whether it refuses`)]
  }
}
