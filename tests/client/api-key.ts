/** An API key as a person gets one: signed in on the site, by a press of a button. Locally one signs in by name. */
import { signInLocally } from './register-locally.ts'

export async function newApiKey(gatewayUrl: string, name: string): Promise<string> {
  const cookie = await signInLocally(gatewayUrl, name)
  const origin = new URL(gatewayUrl).origin
  const answer = await fetch(`${gatewayUrl}/api/me/api-key`, { method: 'POST', headers: { cookie, origin } })
  const made: unknown = await answer.json()
  if (typeof made !== 'object' || made === null || !('apiKey' in made)) throw new Error(`no key: ${answer.status}`)
  return String(made.apiKey)
}
