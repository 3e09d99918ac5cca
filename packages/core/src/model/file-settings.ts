/** What a zone whose files have readers says of them: who may read a new file, who shares files by links, and its teams. */
import * as z from 'zod'
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { GitHubLogin } from '../ids/user-label.ts'
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
            .max(mostTeamMembers, `must have at most ${mostTeamMembers} logins`)
        }),
        'is a list of teams'
      )
      .max(mostTeams, `must have at most ${mostTeams} teams`)
      .default([])
  })
  .refine(({ teams }) => new Set(teams.map(({ name }) => name)).size === teams.length, 'has a team twice')
export type FileSettings = z.infer<typeof FileSettings>

export interface KnownFileSettings extends FileSettings {
  teamsOf: ReadonlyMap<LoginKey, readonly string[]>
}

/** Made once when they are read, so that asking costs no walk through the lists. */
export function withTeams(settings: FileSettings): KnownFileSettings {
  const teamsOf = new Map<LoginKey, string[]>()
  for (const { name, members } of settings.teams)
    for (const key of new Set(members.map(loginKey))) teamsOf.set(key, [...(teamsOf.get(key) ?? []), name])
  return { ...settings, teamsOf }
}

export const hasTeam = ({ teams }: FileSettings, visibility: Visibility): boolean =>
  !visibility.startsWith('team ') || teams.some(({ name }) => visibility === `team ${name}`)
