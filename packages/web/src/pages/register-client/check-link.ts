/** Whether a registration link is in order: the page looks at its signature itself, and asks the gateway about the rest. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { provesClient } from '../../data/client-keys.ts'
import { useAnswer } from '../../data/use-answer.ts'

export interface Link {
  clientId: string
  zone: string
  label: string
  signature: string
}

export interface CheckedLink {
  /** Whether the signature is the client's own. */
  proven: boolean
  /** Whose it is already. */
  registered: AnswerOf<'POST /api/zones/{zone}/clients/{clientId}/check-proof'>['registered']
}

export const linkKey = ({ clientId, zone }: Link) => ['check-proof', zone, clientId] as const

export const useCheckedLink = (link: Link) =>
  useAnswer<CheckedLink>(() => ({
    key: [...linkKey(link), link.signature],
    ask: async (api, signal) => {
      const { clientId, zone, signature } = link
      const provenHere = await provesClient(clientId, signature)
      // A link that is nobody's is not asked about.
      if (provenHere === false) return { proven: false, registered: null }
      const path = { zone, clientId }
      return api('POST /api/zones/{zone}/clients/{clientId}/check-proof', { path, body: { signature }, signal })
    }
  }))
