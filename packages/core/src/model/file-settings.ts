/** What a zone whose files have readers says of them: who may read a new file, who shares files by links, and its teams. */
import * as z from 'zod'
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { GitHubLogin } from '../ids/user-label.ts'
import { GithubTeam, githubTeamId, organizationOf } from './github-teams.ts'
import type { Holder } from './owner.ts'
import { TeamName, Visibility } from './registration.ts'

export const mostTeams = 50
export const mostTeamMembers = 200

/** Who hands out links to a file: whoever has it, or whoever may read it; zone administrators in any case. */
export const Sharing = z.enum(['owners', 'readers', 'administrators'], 'is owners, readers or administrators')

export const FileSettings = z
  .object({
    defaultVisibility: Visibility.default('zone'),
    sharing: Sharing.default('owners'),
    teams: z
      .array(
        z.object({
          name: TeamName,
          members: z
            .array(GitHubLogin, 'is a list of logins')
            .max(mostTeamMembers, `must have at most ${mostTeamMembers} logins`),
          /** Its members are the team's, too, as far as they let the gateway see their teams. */
          github: GithubTeam.exactOptional()
        }),
        'is a list of teams'
      )
      .max(mostTeams, `must have at most ${mostTeams} teams`)
      .default([])
  })
  .refine(({ teams }) => new Set(teams.map(({ name }) => name)).size === teams.length, 'has a team twice')
export type FileSettings = z.infer<typeof FileSettings>

/** As they are kept. */
export const KeptFileSettings = FileSettings.safeExtend({
  /** By name in lower case: which account an organization was when its team was named. */
  organizations: z.record(z.string(), z.string()).default({})
})
export type KeptFileSettings = z.infer<typeof KeptFileSettings>

export interface KnownFileSettings extends FileSettings {
  teamsOf: ReadonlyMap<LoginKey, readonly string[]>
  /** Of whoever is in a team at GitHub, by its id. */
  teamsByGithub: ReadonlyMap<string, readonly string[]>
}

/** Made once when they are read, so that asking costs no walk through the lists. */
export function withTeams(settings: KeptFileSettings): KnownFileSettings {
  const teamsOf = new Map<LoginKey, string[]>()
  const teamsByGithub = new Map<string, string[]>()
  for (const team of settings.teams) {
    for (const key of new Set(team.members.map(loginKey))) teamsOf.set(key, [...(teamsOf.get(key) ?? []), team.name])
    const id = idAtGithub(settings, team)
    if (id !== undefined) teamsByGithub.set(id, [...(teamsByGithub.get(id) ?? []), team.name])
  }
  return { ...settings, teamsOf, teamsByGithub }
}

/** undefined: it is none of GitHub's. */
function idAtGithub(
  { organizations }: Pick<KeptFileSettings, 'organizations'>,
  { github }: FileSettings['teams'][number]
): string | undefined {
  if (github === undefined) return undefined
  const name = organizationOf(github)
  const organizationId = Object.hasOwn(organizations, name) ? organizations[name] : undefined
  return organizationId && githubTeamId(organizationId, github)
}

export const teamsByLogin = ({ teamsOf }: KnownFileSettings, { labels }: Holder): string[] =>
  labels.flatMap(label => teamsOf.get(label) ?? [])

export const hasTeam = ({ teams }: FileSettings, visibility: Visibility): boolean =>
  !visibility.startsWith('team ') || teams.some(({ name }) => visibility === `team ${name}`)
