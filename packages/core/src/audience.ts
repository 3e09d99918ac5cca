/** Who reads an error's sentence, and what the things are called there that it tells them to look at. */
export interface Words {
  /** The variable, or the place, that says which gateway is meant. */
  gateway: string
  zone: string
  /** What makes the caller somebody, as the end of a sentence. `site`: the gateway's public URL. */
  identify(site: string): string
  /** What to do with a new API key, as the end of a sentence. */
  useApiKey: string
  /** How to have another client, as the end of a sentence. */
  newClient: string
}

const initNewClient = 'run kachery-cloud-init with a new kachery directory'

export const audiences = {
  /** PyPI kachery-cloud, and pages that speak its wire. */
  v1: {
    gateway: 'KACHERY_GATEWAY_URL',
    zone: 'KACHERY_ZONE',
    identify: () => 'sign the request with a registered client (run kachery-cloud-init to register one)',
    useApiKey: 'set KACHERY_API_KEY to it',
    newClient: initNewClient
  },
  /** PyPI kachery 2. */
  v2: {
    gateway: 'KACHERY_BASE_URL',
    zone: 'KACHERY_ZONE',
    identify: site => `set KACHERY_API_KEY to an API key of yours (${site}/account/keys makes one)`,
    useApiKey: 'set KACHERY_API_KEY to it',
    newClient: initNewClient
  },
  site: {
    gateway: 'the address',
    zone: 'its name',
    identify: () => 'sign in',
    useApiKey: 'send that one',
    newClient: 'make a new client under My account'
  }
} as const satisfies Record<string, Words>

export type Audience = keyof typeof audiences
