/** What a deployed gateway lacks, in words for its operator that anyone may read: no value, no name of a zone. */
import type { Problem } from '../config.ts'
import type { ConfigurationIssues } from '../configuration-issues.ts'
import type { Secret } from './functions.ts'
import type { Secrets } from './secrets.ts'

const consequences = {
  GITHUB_CLIENT_ID: 'nobody can sign in',
  GITHUB_CLIENT_SECRET: 'nobody can sign in'
} as const satisfies Partial<Record<Secret, string>>

/** `names`: the secrets that the function reads; of others it cannot tell. */
export function configurationIssuesOf(
  names: readonly Secret[],
  secrets: Secrets,
  problems: readonly Problem[],
  stage: string
): ConfigurationIssues {
  const missing = Object.entries(consequences)
    .filter(([name]) => names.some(own => own === name && !secrets.get(own)?.trim()))
    .map(([name, consequence]) => ({
      name,
      consequence,
      remedy: `npm run setup -- --stage ${stage}`
    }))
  const told = new Set(missing.map(({ name }) => name))
  const byName = Map.groupBy(problems, ({ name }) => name)
  const wrong = [...byName]
    .filter(([name]) => !told.has(name))
    .map(([name, ofName]) => ({ name, problem: inPublic(name, ofName) }))
  return { missing, wrong }
}

/** Problems of GATEWAY_CONFIG say which zones there are. */
function inPublic(name: string, problems: readonly Problem[]): string {
  if (name !== 'GATEWAY_CONFIG') return problems.map(({ problem }) => problem).join('; ')
  return `it has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}; the log says where`
}
