/** The stores of a gateway on one machine: those that the configuration names, and embedded ones for the rest. */
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { LogItems } from '@kachery-gateway/core/stores/log-items.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { mongoDbStoreOf, registryOf } from '@kachery-gateway/functions/wiring.ts'
import type { Cleanup } from './cleanup.ts'
import type { DataDirectory } from './data/data-directory.ts'
import { openEmbeddedEphemeralStore } from './embedded/ephemeral-store.ts'
import { openRegistry } from './embedded/registry.ts'
import { type EmbeddedZone, openEmbeddedZone } from './embedded-zone.ts'
import { makeRegistryTable } from './registry-table.ts'

export interface Stores {
  zones: ReadonlyMap<string, ZoneConfig>
  /** Absent: the zones are the configuration's. */
  embeddedZone?: EmbeddedZone
  registry: Registry
  ephemeral: EphemeralStore
  /** Where log items of an earlier configuration may wait. */
  formerLogItems: readonly LogItems[]
}

/** What was started is in `cleanup`, also where something else could not be. */
export async function openStores(
  config: Config,
  directory: DataDirectory,
  publicUrl: string,
  cleanup: Cleanup,
  logger: Logger
): Promise<Stores> {
  const [zones, registry, stores] = await cleanup.allOrThrow([
    zonesOf(config, directory, publicUrl),
    registryFor(config, directory, cleanup, logger),
    openEphemeralStores(config, directory, cleanup, logger)
  ])
  return { ...zones, registry, ...stores }
}

async function zonesOf(config: Config, directory: DataDirectory, publicUrl: string) {
  if (config.zones !== undefined) return { zones: config.zones }
  const embeddedZone = await openEmbeddedZone(directory, publicUrl)
  return { zones: new Map([[embeddedZone.config.name, embeddedZone.config]]), embeddedZone }
}

async function registryFor(config: Config, directory: DataDirectory, cleanup: Cleanup, logger: Logger) {
  const configured = registryOf(config, logger)
  if (configured === undefined) return openRegistry(directory.database)
  cleanup.add(async () => configured.close())
  // On AWS itself the table is the stack's.
  if (config.dynamodb?.endpoint !== undefined) {
    const stopping = new AbortController()
    cleanup.add(async () => stopping.abort())
    await makeRegistryTable(config.dynamodb, stopping.signal, logger)
  }
  return configured
}

async function openEphemeralStores(config: Config, directory: DataDirectory, cleanup: Cleanup, logger: Logger) {
  const closing = <S extends { close(): Promise<void> }>(store: S): S => {
    cleanup.add(() => store.close())
    return store
  }
  const embedded = closing(openEmbeddedEphemeralStore({ database: directory.database, logger }))
  const configured = await mongoDbStoreOf(config.mongo, logger)
  const former = await mongoDbStoreOf(config.formerMongo, logger)
  return {
    ephemeral: configured === undefined ? embedded : closing(configured),
    formerLogItems: [
      ...(former === undefined ? [] : [closing(former)]),
      ...(configured === undefined ? [] : [embedded])
    ]
  }
}
