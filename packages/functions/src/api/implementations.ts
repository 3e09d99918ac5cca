/** Each operation of the contract and what implements it; the compiler misses none. */
import type { OperationName } from '@kachery-gateway/core/api/contract.ts'
import { administration } from './administration.ts'
import { clients } from './clients.ts'
import type { Implementation } from './implement.ts'
import { jobs } from './jobs.ts'
import { me } from './me.ts'
import { zones } from './zones.ts'

export const implementations: Record<OperationName, Implementation> = {
  ...me,
  ...clients,
  ...zones,
  ...administration,
  ...jobs
}
