/** Signing in by name, as people do at a local gateway, and registering clients there as the page behind their link does. */
import type { KacheryClient } from './kachery-client.ts'
import { askSite, type Site, signIn } from './site-visitor.ts'

/** The site of a local gateway, where one types a name. */
export const localSite = (url: string): Site => ({
  url,
  async consent(location, login) {
    const state = new URL(location, url).searchParams.get('state') ?? ''
    const typed = await askSite({ url }, 'POST', '/api/sign-in/name', [], { body: { name: login, state } })
    if (typed.status !== 200) throw new Error(`sign-in: ${typed.status} ${typed.text}`)
    return String(typed.json.leadsTo)
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
