/**
 * The ephemeral stores of a function: the one that it uses, and those in which log items of an earlier time may wait. The
 * table is there in every stage, and used where there is no database; so a database is given or taken by a secret alone.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import { invokeFunction } from '../aws/invoke-function.ts'
import type { Config } from '../config.ts'
import { mongoDbStoreOf, tableStoreOf } from '../wiring.ts'
import { functionPoolSize } from './connections.ts'
import { awsAccess } from './environment.ts'
import type { AwsDeps } from './gateway-on-aws.ts'
import { openedOnFirstUse } from './opened-on-first-use.ts'

export interface EphemeralStores {
  current: EphemeralStore
  /** Of functions that list log items; others only add some. */
  former: readonly EphemeralStore[]
  close(): Promise<void>
}

/** Opens none yet. */
export function ephemeralStoresFor(config: Config, deps: AwsDeps): EphemeralStores {
  const { EPHEMERAL_FUNCTION, FORMER_EPHEMERAL_FUNCTION, EPHEMERAL_TABLE } = deps.environment
  const opened: { close(): void | Promise<void> }[] = []
  const onFirstUse = (open: Parameters<typeof openedOnFirstUse<EphemeralStore>>[0]): EphemeralStore => {
    const store = openedOnFirstUse<EphemeralStore>(open)
    opened.push(store)
    return store
  }
  const server = (named: Config['mongo']) => named && onFirstUse(() => mongoDbStore(named, deps))
  const behind = (name: string | undefined) =>
    name === undefined ? undefined : onFirstUse(() => storeBehind(name, deps))

  const table = onFirstUse(() => tableStore(EPHEMERAL_TABLE, deps))
  const current = behind(EPHEMERAL_FUNCTION) ?? server(config.mongo) ?? table
  const lists = deps.spec.ephemeral.includes('list')
  const former = lists
    ? [behind(FORMER_EPHEMERAL_FUNCTION), server(config.formerMongo), current === table ? undefined : table]
    : []
  return {
    current,
    former: former.filter(store => store !== undefined),
    close: async () => {
      await Promise.all(opened.map(store => store.close()))
    }
  }
}

async function storeBehind(name: string, { call, now }: AwsDeps) {
  const { invokedEphemeralStore } = await import('../aws/invoked-ephemeral-store.ts')
  const invoke = (payload: string, timeLimit: number) => invokeFunction(call, name, payload, timeLimit)
  return { ...invokedEphemeralStore({ invoke, now }), close: () => {} }
}

async function mongoDbStore(server: NonNullable<Config['mongo']>, { logger }: AwsDeps) {
  const store = await mongoDbStoreOf(server, logger, { maxPoolSize: functionPoolSize })
  if (store === undefined) throw errors.deploymentIncomplete('the address of its database')
  return store
}

async function tableStore(table: string | undefined, { environment, logger }: AwsDeps) {
  if (table === undefined) throw errors.deploymentIncomplete('the name of its ephemeral table')
  return tableStoreOf({ table, region: environment.AWS_REGION, ...awsAccess(environment) }, logger)
}
