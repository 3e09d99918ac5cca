/** The usage of all clients of a zone: the page itself shows those that moved most. */

import type { AnswerOf, ApiClient } from '@kachery-gateway/core/api/client.ts'
import { defined } from '@kachery-gateway/core/defined.ts'

type ClientUsage = AnswerOf<'GET /api/zones/{zone}/usage/clients'>['items'][number]

/** `days`: the last so many, today too, or `all`. */
export async function everyClient(api: ApiClient, zone: string, days: string): Promise<ClientUsage[]> {
  const clients: ClientUsage[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const query = { days, ...defined({ after }) }
    const page: AnswerOf<'GET /api/zones/{zone}/usage/clients'> = await api('GET /api/zones/{zone}/usage/clients', {
      path: { zone },
      query
    })
    clients.push(...page.items)
    after = page.next
  }
  return clients
}
