/** The GitHub sign-in of the stage, made as its operator makes it: by the link of npm run setup, at the fake GitHub. */
import { askSite, type Site } from '../../packages/client/src/site-visitor.ts'
import { operate } from './operator-command.ts'

/** Gives the path that the browser is led back to by the gateway. */
export async function giveSignIn(site: Site): Promise<string | undefined> {
  const { code, lines } = await operate('npm run setup -- --stage ci --sign-in')
  const [, token] = /\/setup#([0-9a-f]{64})$/m.exec(lines.join('\n')) ?? []
  if (code !== 0 || token === undefined) throw new Error(`There is no link: ${lines.join('\n')}`)
  const opened = await askSite(site, 'POST', '/api/setup/sign-in', [], { body: { token } })
  const { formAction, manifest } = opened.json
  const atGithub = await fetch(String(formAction), {
    method: 'POST',
    body: new URLSearchParams({ manifest: String(manifest) }),
    redirect: 'manual'
  })
  const { pathname, search } = new URL(atGithub.headers.get('location') ?? '')
  const cookies = opened.setCookies.map(cookie => cookie.split(';', 1)[0] ?? '')
  return (await askSite(site, 'GET', pathname + search, cookies)).location
}
