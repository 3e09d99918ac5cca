/** The doctor: all checks of a stage, side by side. */

import { lastEnded } from '../deploy/deployed-commits.ts'
import { OutOfReach } from '../operator-error.ts'
import { type Stage, stackName } from '../stage.ts'
import type { StackId } from '../stage-stacks.ts'
import { type Check, runChecks } from './check.ts'
import { checkAlarms } from './checks/alarms.ts'
import { checkApiAddress } from './checks/api-address.ts'
import { checkBuckets } from './checks/buckets.ts'
import { checkCdn, checkSite } from './checks/cdn.ts'
import { checkDefaultZone } from './checks/default-zone.ts'
import { checkGithub } from './checks/github.ts'
import { checkLambdaLimit } from './checks/limits.ts'
import { checkMongo } from './checks/mongo.ts'
import { checkAdministrators, checkEmail } from './checks/people.ts'
import { checkPlaces } from './checks/places.ts'
import { checkPublicUrl } from './checks/public-url.ts'
import { checkQueues } from './checks/queues.ts'
import { checkKeys, checkSecrets } from './checks/secrets.ts'
import { checkStacks } from './checks/stacks.ts'
import { checkTable } from './checks/table.ts'
import { checkVersion } from './checks/version.ts'
import type { Dependencies } from './dependencies.ts'
import { factsOf } from './facts.ts'
import type { Finding } from './finding.ts'
import { zonesOf } from './zones.ts'

export interface Asked {
  at: Stage
  /** Where the CDN is reached; absent: the public URL. */
  url?: string
}

/** ms that a check may take, and all zones together. */
const limit = 25_000
const limitOfBuckets = 300_000

/** Throws OutOfReach where there is nothing to examine. */
export async function examine(
  deps: Dependencies,
  { at, url }: Asked,
  tell: (finding: Finding) => void
): Promise<Finding[]> {
  const facts = factsOf(deps, at)
  const { fetch, now, parameters } = deps
  const { stacks, publicUrl, secrets } = facts
  await stacks.own().catch(error => {
    if (error instanceof OutOfReach) throw error
  })
  const door = { fetch, now, url, publicUrl, stacks }
  const resources = async (id: StackId) => {
    await stacks.get()
    return deps.stacks.resources(stackName(at.stage, id))
  }
  const checks: Check[] = [
    { about: 'stacks', run: () => checkStacks(stacks, () => lastEnded(parameters, at.stage), at) },
    { about: 'version', run: () => checkVersion(parameters, deps.checkedOut, at) },
    { about: 'public URL', run: () => checkPublicUrl(publicUrl, at) },
    { about: 'CDN', run: () => checkCdn(door) },
    { about: 'site', run: () => checkSite(door) },
    { about: 'API address', run: () => checkApiAddress(fetch, stacks, at) },
    { about: 'keys', run: () => checkKeys(parameters, at) },
    { about: 'secrets', run: () => checkSecrets(facts, at) },
    { about: 'GitHub', run: () => checkGithub({ fetch, stacks, secrets, publicUrl }, at) },
    { about: 'MongoDB', run: () => checkMongo(deps.pingMongo, facts, at) },
    {
      about: 'buckets',
      limit: limitOfBuckets,
      run: async () => {
        const zones = await zonesOf(facts, deps, at)
        return [...checkPlaces(zones), ...(await checkDefaultZone(facts)), ...(await checkBuckets(deps, zones))]
      }
    },
    { about: 'table', run: () => checkTable(deps.tables, stacks, at) },
    { about: 'people', run: () => checkAdministrators(stacks) },
    { about: 'Lambda', run: () => checkLambdaLimit(deps.lambdaLimit) },
    {
      about: 'queues',
      run: () =>
        checkQueues(deps.queues, now, async () => [...(await resources('queues')), ...(await resources('jobs'))])
    },
    { about: 'alarms', run: () => checkAlarms(deps.alarms, () => resources('monitoring')) },
    { about: 'e-mail', run: () => checkEmail(deps.subscriptions, () => resources('monitoring')) }
  ]
  return runChecks(checks, limit, tell)
}

/** The last line. */
export function verdict(findings: readonly Finding[]): string {
  const count = (mark: Finding['mark']) => findings.filter(finding => finding.mark === mark).length
  const [wrong, notes] = [count('wrong'), count('note')]
  const worth = notes === 0 ? '' : `, ${notes === 1 ? 'one thing is' : `${notes} things are`} worth knowing`
  if (wrong === 0) return `Nothing is wrong${worth}.`
  return `${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong${worth}.`
}
