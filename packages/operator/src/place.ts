/** Where a stage's AWS is: AWS itself, or what the variable AWS_ENDPOINT_URL says, as every AWS tool has it. */
import type { AwsPlace } from './aws/connection.ts'
import type { Variables } from './command-line.ts'
import type { Stage } from './stage.ts'

export function placeOf({ region }: Stage, { AWS_ENDPOINT_URL }: Variables): AwsPlace {
  const endpoint = AWS_ENDPOINT_URL?.trim() ?? ''
  return { region, ...(endpoint === '' ? {} : { endpoint }) }
}
