/** How many functions may speak to a DocumentDB at once, so that they never use up its connections. */
import { connectionsPerFunction } from '@kachery-gateway/functions/lambda/connections.ts'
import type { DocumentDbSettings } from './stage-settings.ts'

/** What an instance takes at least, as AWS has published it; newer releases take more. */
export const connectionLimits: Record<DocumentDbSettings['instanceClass'], number> = {
  't4g.medium': 500,
  'r6g.large': 1700
}

/** While functions are replaced by newer ones, or a client by a new one, the old connections may still be open. */
const generations = 2

export const mostAtOnce = (instanceClass: DocumentDbSettings['instanceClass']): number =>
  Math.floor(connectionLimits[instanceClass] / (connectionsPerFunction * generations))

/** Throws where they would make the database unreachable, or where a number is none. */
export function checkedDocumentDb(settings: DocumentDbSettings): DocumentDbSettings {
  const { instanceClass, instances, atOnce } = settings
  const most = mostAtOnce(instanceClass)
  if (!(Number.isInteger(atOnce) && atOnce >= 1 && atOnce <= most))
    throw new Error(
      `documentDb.atOnce must be a whole number from 1 to ${most}: a ${instanceClass} takes ${connectionLimits[instanceClass]} connections, and a function has ${connectionsPerFunction}, twice that while it is replaced.`
    )
  if (!(Number.isInteger(instances) && instances >= 1 && instances <= 16))
    throw new Error('documentDb.instances must be a whole number from 1 to 16, the most that a cluster has.')
  return settings
}
