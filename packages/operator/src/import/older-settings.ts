/** The older gateway's variables, under the names that they have here, and what is wrong with them. */
import type { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { type Config, readConfig } from '@kachery-gateway/functions/config.ts'
import { olderNames } from '@kachery-gateway/functions/older-names.ts'
import { fact } from '../doctor/check.ts'
import { checkDefaultZone } from '../doctor/checks/default-zone.ts'
import { checkPlaces } from '../doctor/checks/places.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import type { SecretName } from '../secret/secrets.ts'

/** Values that belong together are taken together. Of the sign-in the id last: with it people are led to GitHub. */
export const groups = [
  ['GATEWAY_CONFIG'],
  ['MONGO_URI'],
  ['GITHUB_CLIENT_SECRET', 'GITHUB_CLIENT_ID'],
  ['RECAPTCHA_SECRET_KEY', 'RECAPTCHA_SITE_KEY']
] as const satisfies readonly (readonly SecretName[])[]

export interface OlderSettings {
  secrets: ReadonlyMap<SecretName, string>
  administrators: readonly UserLabel[]
  config: Config
  findings: Finding[]
}

/** The platform's own, and what only the older program needed. */
const ofNoUse = /^(VERCEL|TURBO|NX|npm|AWS)_/

/** `configText`: of the file that is given beside the variables; it wins. */
export async function olderSettings(
  variables: ReadonlyMap<string, string>,
  configText: string | undefined
): Promise<OlderSettings> {
  const givenAs = (name: string) => variables.get(olderNames[name] ?? name)?.trim() || variables.get(name)?.trim() || ''
  const secrets = new Map<SecretName, string>()
  for (const name of groups.flat()) {
    const value = name === 'GATEWAY_CONFIG' && configText !== undefined ? configText : givenAs(name)
    if (value.trim() !== '') secrets.set(name, value)
  }
  const administrators = givenAs('ADMINISTRATORS')
  const given = new Map<string, string>(secrets)
  if (administrators !== '') given.set('ADMINISTRATORS', administrators)
  const { config, problems } = readConfig(Object.fromEntries(given))
  const shown = (name: string) => olderNames[name] ?? name
  const findings: Finding[] = problems.map(({ name, problem }) =>
    wrong('variables', `${shown(name)}: ${problem}`, 'mend it, and run the import again')
  )
  if (!given.has('GATEWAY_CONFIG'))
    findings.push(wrong('variables', 'GATEWAY_CONFIG is not there', 'name its file with --config'))
  for (const name of given.keys())
    if (!problems.some(problem => problem.name === name))
      findings.push(right('variables', shown(name) === name ? name : `${shown(name)}, which is ${name} here`))
  const others = [...variables.keys()].filter(
    name => !given.has(name) && !Object.values(olderNames).includes(name) && !ofNoUse.test(name)
  )
  if (others.length > 0) findings.push(note('variables', `not used here: ${others.sort().join(', ')}`))
  const zones = [...(config.zones?.values() ?? [])]
  findings.push(...checkPlaces(zones))
  const read = fact('the variables', async () => ({ values: secrets, config, problems }))
  // Of zones that can't be read nothing more is said.
  if (!problems.some(({ name }) => name === 'GATEWAY_CONFIG'))
    findings.push(...(await checkDefaultZone({ secrets: read })))
  return { secrets, administrators: config.administrators, config, findings }
}
