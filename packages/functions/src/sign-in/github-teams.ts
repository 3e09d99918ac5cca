/**
 * Which teams the holder of a token is in, over all organizations that let this gateway's OAuth app see them.
 * https://docs.github.com/en/rest/teams/teams#list-teams-for-the-authenticated-user
 */
import { githubTeamId, type ListedTeam } from '@kachery-gateway/core/model/github-teams.ts'
import * as z from 'zod'
import type { Github } from './github-addresses.ts'
import { askGithub, githubAway, parsed } from './github-users.ts'

/** What lets a token's holder list them; GitHub has no narrower one. */
export const teamsScope = 'read:org'

/** GitHub's largest page. A team's line has some 6 kB. */
const perPage = 100
const longestPage = 1_500_000
/** Of more nobody says who reads files by which: a list that decides about rights is not cut. */
const mostPages = 5

const Page = z
  .array(
    z.object({
      slug: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
      organization: z.object({ id: z.int().positive(), login: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/) })
    })
  )
  .max(perPage)

/** `patience`: ms for all of it. Throws `store.unavailable`. */
export async function teamsOfHolder(github: Github, accessToken: string, patience: number): Promise<ListedTeam[]> {
  const until = performance.now() + patience
  const teams: ListedTeam[] = []
  for (let number = 1; number <= mostPages; number++) {
    const url = github.teams(number, perPage)
    const headers = { authorization: `Bearer ${accessToken}` }
    const { status, text } = await askGithub(
      url,
      { headers },
      Math.max(1, Math.ceil(until - performance.now())),
      longestPage
    )
    if (status !== 200) throw githubAway(new Error(`the teams endpoint answers ${status}`))
    const page = Page.safeParse(parsed(text))
    if (!page.success) throw githubAway(new Error('the teams endpoint gives no teams'))
    for (const { slug, organization } of page.data) {
      const name = `${organization.login}/${slug}`
      teams.push({ id: githubTeamId(github.accountId(organization.id), name), name })
    }
    if (page.data.length < perPage) return teams
  }
  throw githubAway(new Error(`the user is in ${mostPages * perPage} teams or more`))
}
