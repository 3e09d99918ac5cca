/** Registering a client as a person would who opens its link at a local gateway: sign in with a name, press the button. */
import type { KacheryClient } from './kachery-client.ts'

/** Signs in; the answer is the `cookie` header of a browser that did. */
export async function signInLocally(gatewayUrl: string, name: string): Promise<string> {
  const response = await fetch(`${gatewayUrl}/sign-in`, {
    method: 'POST',
    headers: { origin: new URL(gatewayUrl).origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name }).toString(),
    redirect: 'manual'
  })
  const [cookie = ''] = response.headers.getSetCookie()
  if (response.status !== 303 || cookie === '') throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  return cookie.split(';', 1)[0] ?? ''
}

/** Throws where the page does not say in the end that the client is registered. */
export async function registerLocally(client: KacheryClient, name: string, label?: string): Promise<void> {
  const cookie = await signInLocally(client.gatewayUrl, name)
  const link = client.registrationLink(label)
  const headers = { cookie, origin: new URL(client.gatewayUrl).origin }
  const pressed = await fetch(link, { method: 'POST', headers, redirect: 'manual' })
  if (pressed.status !== 303) throw new Error(`registerClient: ${pressed.status} ${await pressed.text()}`)
  const { found } = await client.ask({ type: 'getClientInfo', clientId: client.clientId })
  if (found !== true) throw new Error('The client is not registered.')
}
