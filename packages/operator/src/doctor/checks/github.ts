/** Whether GitHub takes the id and the secret of the OAuth app: asked with a code that cannot be right. */
import { githubAt, githubDotCom } from '@kachery-gateway/functions/sign-in/github-addresses.ts'
import * as z from 'zod'
import { options, type Stage } from '../../stage.ts'
import type { StageStacks } from '../../stage-stacks.ts'
import type { Fact } from '../check.ts'
import type { StageSecretsRead } from '../facts.ts'
import { type Finding, note, right, wrong } from '../finding.ts'
import { jsonOf } from './cdn.ts'
import { NoAnswer, reach } from './reach.ts'

const about = 'GitHub'

const Refusal = z.object({ error: z.string().regex(/^[\w .]{1,60}$/) })

interface AskingGithub {
  fetch: typeof fetch
  stacks: Fact<StageStacks>
  secrets: Fact<StageSecretsRead>
  publicUrl: Fact<string | undefined>
}

export async function checkGithub({ fetch, stacks, secrets, publicUrl }: AskingGithub, at: Stage): Promise<Finding[]> {
  const { config } = await secrets.get()
  // A stage that has another GitHub than github.com says so there, and its secret is nobody else's to see.
  const api = (await stacks.get()).get('api')
  if (api === undefined) return [note(about, 'not checked, because the stack api is not there')]
  const github = githubAt(api.outputs.githubUrl ?? githubDotCom)
  const url = (await publicUrl.get()) ?? '<public URL>'
  const callback = `${url}/github/auth`
  const app = `in its OAuth app the callback must be ${callback}, the homepage ${url}`
  if (config.github === undefined)
    return [
      note(
        about,
        'nobody can sign in yet',
        `npm run setup -- ${options(at)} --sign-in, or make an OAuth app at ${github.apps} with the callback ${callback} and the homepage ${url}`
      )
    ]
  const { clientId, clientSecret } = config.github
  const body = { client_id: clientId, client_secret: clientSecret, code: 'asked-by-the-doctor', redirect_uri: callback }
  try {
    const { status, text } = await reach(fetch, github.token, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
    const refusal = Refusal.safeParse(jsonOf(text)).data?.error
    if (refusal === 'bad_verification_code') return [right(about, `it takes the client id and secret; ${app}`)]
    if (refusal === 'redirect_uri_mismatch')
      return [wrong(about, 'it takes the client id and secret, but has another callback', `enter ${callback} there`)]
    if (refusal === 'incorrect_client_credentials')
      return [
        wrong(
          about,
          'it does not take the client secret',
          `make a new one in the OAuth app and npm run secret -- set GITHUB_CLIENT_SECRET ${options(at)}`
        )
      ]
    if (status === 404)
      return [
        wrong(about, 'it knows no app of that client id', `npm run secret -- set GITHUB_CLIENT_ID ${options(at)}`)
      ]
    return [note(about, `it answers ${refusal ?? status}, which says nothing of the client id and secret`, app)]
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return [note(about, `it cannot be asked from this machine, ${error.message}`, app)]
  }
}
