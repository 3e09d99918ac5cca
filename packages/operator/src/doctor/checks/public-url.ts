/** Under which address the gateway thinks it is reached: redirects, links and the check of origins stand on it. */
import { options, type Stage } from '../../stage.ts'
import type { Fact } from '../check.ts'
import { type Finding, right, wrong } from '../finding.ts'

const about = 'public URL'

export async function checkPublicUrl(publicUrl: Fact<string | undefined>, at: Stage): Promise<Finding[]> {
  const url = await publicUrl.own()
  const deploy = `deploy again, npm run deploy -- ${options(at)}`
  if (url === undefined) return [wrong(about, 'the deployment did not write down its address', deploy)]
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:' || parsed.origin !== url) return [wrong(about, 'it is no https address', deploy)]
  return [right(about, url)]
}
