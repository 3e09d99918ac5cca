/**
 * Which teams at GitHub an account is in, as its user let the gateway see them. GitHub is asked while they sign in, with the
 * token of that sign-in, which is kept nowhere; what it said counts for 7 days.
 */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { GithubTeams, githubTeamsLife, type ListedTeam } from '../model/github-teams.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'caches' | 'now' | 'logger'>

const keyOf = (accountId: string) => ({ kind: 'github-teams', id: accountId }) as const
const namedKey = (teamId: string) => ({ kind: 'github-team', id: teamId }) as const

/** Teams of whoever signs in from now on are kept where a zone named them once; of all others nobody learns. */
export async function noteNamedTeams({ registry }: Pick<GatewayDeps, 'registry'>, ids: readonly string[]) {
  await Promise.all(ids.map(id => registry.create(namedKey(id), {})))
}

/** At most 60 s old: ids of teams. */
export async function githubTeamsOf(deps: Deps, accountId: string): Promise<readonly string[]> {
  const { ids, until } = await deps.caches.githubTeams.get(accountId, async () => {
    const kept = await showGithubTeams(deps, accountId)
    return { ids: kept?.teams.map(({ id }) => id) ?? [], until: kept?.until ?? 0 }
  })
  return deps.now() < until ? ids : []
}

/** As it is now. undefined: they did not let the gateway see them. `until`: ms since the epoch. */
export async function showGithubTeams(
  { registry }: Pick<GatewayDeps, 'registry'>,
  accountId: string
): Promise<(GithubTeams & { until: number }) | undefined> {
  const key = keyOf(accountId)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  const kept = readRecord(GithubTeams, key, entry.value)
  return { ...kept, until: kept.at + githubTeamsLife }
}

/**
 * After a sign-in. `listed`: as GitHub lists them; undefined: it was not allowed to. `asked`: the user asked for it this
 * time; otherwise it is done for whoever asked before. Throws `store.unavailable` where they asked and GitHub is away.
 */
export async function learnGithubTeams(
  deps: Deps,
  accountId: string,
  listed: readonly ListedTeam[] | GatewayError | undefined,
  asked: boolean
): Promise<void> {
  if (!asked && (await showGithubTeams(deps, accountId)) === undefined) return
  if (listed === undefined) return forgetGithubTeams(deps, accountId)
  if (listed instanceof GatewayError) {
    if (asked) throw listed
    return deps.logger.warn('github.teams_unanswered', { accountId, reason: String(listed.cause) })
  }
  const named = await Promise.all(listed.map(({ id }) => deps.registry.get(namedKey(id))))
  const teams = listed.filter((_, at) => named[at]?.state === 'present')
  await writeRecord(deps.registry, keyOf(accountId), { teams, at: deps.now() })
  deps.caches.githubTeams.delete(accountId)
}

/** Counts within 60 s. */
export async function forgetGithubTeams(deps: Pick<Deps, 'registry' | 'caches'>, accountId: string): Promise<void> {
  await deps.registry.remove(keyOf(accountId))
  deps.caches.githubTeams.delete(accountId)
}
