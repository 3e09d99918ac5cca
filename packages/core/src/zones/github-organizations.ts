/** Which account at GitHub an organization's name means: the one that had it when a team of it was named first. */
import type { GatewayDeps } from '../deps.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { FileSettings, KeptFileSettings } from '../model/file-settings.ts'
import { organizationOf } from '../model/github-teams.ts'
import type { User } from '../model/user.ts'
import { siteErrors } from '../site-errors.ts'
import { takeLookUps } from '../users/look-up-allowance.ts'

/** Throws `file.unknown_organization`, or `store.unavailable` where GitHub is away. */
export async function bindOrganizations(
  deps: Pick<GatewayDeps, 'registry' | 'now' | 'identityProvider'>,
  user: Pick<User, 'accountId'>,
  { teams }: FileSettings,
  before: KeptFileSettings
): Promise<Record<string, string>> {
  const bound = new Map(Object.entries(before.organizations))
  const named = new Set(teams.flatMap(({ github }) => (github === undefined ? [] : [organizationOf(github)])))
  const unbound = [...named].filter(name => !bound.has(name))
  const taken = unbound.length === 0 ? 0 : await takeLookUps(deps, user.accountId, unbound.length)
  await Promise.all(
    unbound.map(async (name, at) => {
      const found = at < taken ? await deps.identityProvider?.lookUp?.(UserLabel.parse(name)) : undefined
      if (found === undefined) throw siteErrors.unknownOrganization(name)
      bound.set(name, found.accountId)
    })
  )
  return Object.fromEntries([...bound].filter(([name]) => named.has(name)))
}
