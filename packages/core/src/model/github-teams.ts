/**
 * Teams of organizations at GitHub. A name of an organization may be another's tomorrow, so that it counts by its number;
 * a team is known by its slug, which the organization's owners decide about.
 */
import * as z from 'zod'

/** How long GitHub's word on somebody's teams counts, ms. Their next sign-in renews it. */
export const githubTeamsLife = 7 * 24 * 3600_000

/** `ORGANIZATION/TEAM`, as in the address of the team's page at GitHub. */
export const GithubTeam = z
  .string()
  .regex(
    /^[A-Za-z0-9-]{1,100}\/[A-Za-z0-9_.-]{1,100}$/,
    'is ORGANIZATION/TEAM, as in the address of the team at GitHub'
  )

export const organizationOf = (team: string): string => team.slice(0, team.indexOf('/')).toLowerCase()

/** `organizationId`: the account's id. */
export const githubTeamId = (organizationId: string, team: string): string =>
  `${organizationId}/${team.slice(team.indexOf('/') + 1).toLowerCase()}`

/** A team as GitHub lists it for one of its members. */
export const ListedTeam = z.object({ id: z.string(), name: z.string() })
export type ListedTeam = z.infer<typeof ListedTeam>

/** What an account's user let the gateway see: those of their teams that a zone names. */
export const GithubTeams = z.object({
  teams: z.array(ListedTeam),
  /** When GitHub was asked, ms since the epoch. */
  at: z.number()
})
export type GithubTeams = z.infer<typeof GithubTeams>
