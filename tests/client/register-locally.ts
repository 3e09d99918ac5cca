/** Registering a client as the page behind its link does at a local gateway: signed in by name, and by the site's API. */
import type { KacheryClient } from './kachery-client.ts'

/** Signs in, as a browser is led: the answer is the `cookie` header of a browser that did. */
export async function signInLocally(gatewayUrl: string, name: string): Promise<string> {
  const begun = await led(await fetch(`${gatewayUrl}/api/sign-in`, { redirect: 'manual' }))
  const asked = new URL(begun.to, gatewayUrl)
  const typed = await fetch(`${asked.origin}${asked.pathname}`, {
    method: 'POST',
    headers: { origin: asked.origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name, state: asked.searchParams.get('state') ?? '' }).toString(),
    redirect: 'manual'
  })
  const back = new URL((await led(typed)).to, gatewayUrl)
  const { cookies } = await led(
    await fetch(back, { headers: { cookie: begun.cookies.join('; ') }, redirect: 'manual' })
  )
  const [session] = cookies.filter(cookie => !cookie.endsWith('='))
  if (session === undefined) throw new Error('sign-in: no session')
  return session
}

/** Throws where it is led nowhere. */
async function led(response: Response): Promise<{ to: string; cookies: string[] }> {
  const to = response.headers.get('location')
  if (response.status !== 303 || to === null) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  return { to, cookies: response.headers.getSetCookie().map(cookie => cookie.split(';', 1)[0] ?? '') }
}

/** Throws where the client is not registered in the end. */
export async function registerLocally(client: KacheryClient, name: string, label?: string): Promise<void> {
  await registerByLink(client.registrationLink(label), name)
  const { found } = await client.ask({ type: 'getClientInfo', clientId: client.clientId })
  if (found !== true) throw new Error('The client is not registered.')
}

/** Sends what the page sends when a person who is signed in as `name` presses its button. */
export async function registerByLink(link: string, name: string): Promise<void> {
  const { origin, pathname, searchParams } = new URL(link)
  const cookie = await signInLocally(origin, name)
  const zone = encodeURIComponent(searchParams.get('zone') ?? 'default')
  const response = await fetch(`${origin}/api/zones/${zone}/clients`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json' },
    body: JSON.stringify({
      clientId: pathname.split('/').at(-1),
      signature: searchParams.get('signature'),
      label: searchParams.get('label') ?? ''
    })
  })
  if (response.status !== 200) throw new Error(`registering: ${response.status} ${await response.text()}`)
}
