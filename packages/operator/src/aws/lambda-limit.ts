/** How many functions the account may run at once in a region. */
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface LambdaLimit {
  /** In all, and those that no function reserves. */
  concurrency(): Promise<{ all: number; unreserved: number }>
}

export function lambdaLimitOnAws(place: AwsPlace): LambdaLimit {
  const client = new LambdaClient(connection(place))
  return {
    concurrency: () =>
      asking(place.region, 'see how many functions may run at once', async () => {
        const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}))
        const all = AccountLimit?.ConcurrentExecutions ?? 0
        return { all, unreserved: AccountLimit?.UnreservedConcurrentExecutions ?? all }
      })
  }
}
