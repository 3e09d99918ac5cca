/** The GitHub of the stage `ci`: a fake one, where the table of stages says that it is. */

import { sha1 } from '../../packages/client/src/kachery-client.ts'
import type { Site } from '../../packages/client/src/site-visitor.ts'
import { type FakeGithub, startFakeGithub } from '../../packages/functions/testing/fake-github.ts'
import { outputOf } from './deployed-stage.ts'

export async function startGithubOfStage(app: { clientId: string; clientSecret: string }): Promise<FakeGithub> {
  const { port } = new URL(await outputOf('api', 'githubUrl'))
  return startFakeGithub(app, Number(port))
}

/** Of the account of that login: the same whenever it is asked. */
export const numberOf = (login: string): number => Number.parseInt(sha1(login).slice(0, 7), 16) + 1

/** As a browser in which `login` is signed in at GitHub is sent on from there to the gateway. */
export const consentAt =
  (github: FakeGithub): Site['consent'] =>
  async (location, login) => {
    github.visitor = { id: numberOf(login), login }
    const { headers, status } = await fetch(location, { redirect: 'manual' })
    const { origin, pathname, search } = new URL(headers.get('location') ?? '')
    if (status !== 302 || origin !== (await outputOf('site', 'url'))) throw new Error(`GitHub leads to ${origin}.`)
    return pathname + search
  }
