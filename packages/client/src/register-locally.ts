/** Signing in by name, as people do at a local gateway, and registering clients there as the page behind their link does. */
import type { KacheryClient } from './kachery-client.ts'
import { type Site, signIn } from './site-visitor.ts'

/** The site of a local gateway, where one types a name. */
export const localSite = (url: string): Site => ({
  url,
  async consent(location, login) {
    const asked = new URL(location, url)
    const typed = await fetch(`${asked.origin}${asked.pathname}`, {
      method: 'POST',
      headers: { origin: asked.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ name: login, state: asked.searchParams.get('state') ?? '' }).toString(),
      redirect: 'manual'
    })
    const to = typed.headers.get('location')
    if (typed.status !== 303 || to === null) throw new Error(`sign-in: ${typed.status} ${await typed.text()}`)
    const { pathname, search } = new URL(to, url)
    return pathname + search
  }
})

/** The `cookie` header of a browser in which that name was typed. */
export async function signInLocally(gatewayUrl: string, name: string): Promise<string> {
  return (await signIn(localSite(gatewayUrl), name)).cookies.join('; ')
}

/** Throws where the client is not registered in the end. */
export async function registerLocally(client: KacheryClient, name: string, label?: string): Promise<void> {
  await registerByLink(client.registrationLink(label), name)
  const { found } = await client.ask({ type: 'getClientInfo', clientId: client.clientId })
  if (found !== true) throw new Error('The client is not registered.')
}

/** What a person does with a link that a client printed. */
export async function registerByLink(link: string, name: string): Promise<void> {
  await (await signIn(localSite(new URL(link).origin), name)).registerByLink(link)
}
