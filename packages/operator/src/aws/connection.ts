/** How AWS is spoken to: from the operator's machine, with the credentials that every AWS tool there uses. */
import { defined } from '@kachery-gateway/core/defined.ts'

export interface AwsPlace {
  region: string
  /** What answers like AWS; absent: AWS. */
  endpoint?: string
}

/** What each client is made with. ms: nobody waits for a network that swallows everything. */
export const connection = ({ region, endpoint }: AwsPlace) => ({
  region,
  ...defined({ endpoint }),
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true }
})
