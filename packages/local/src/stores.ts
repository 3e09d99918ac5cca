/** The stores of a gateway on one machine: those that the configuration names, and embedded ones for the rest. */
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { ephemeralStoreOf, registryOf } from '@kachery-gateway/functions/wiring.ts'
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
}

/** What was started is in `cleanup`, also where something else could not be. */
export async function openStores(
  config: Config,
  directory: DataDirectory,
  publicUrl: string,
  cleanup: Cleanup,
  logger: Logger
): Promise<Stores> {
  const [zones, registry, ephemeral] = await cleanup.allOrThrow([
    zonesOf(config, directory, publicUrl),
    registryFor(config, directory, cleanup, logger),
    openEphemeralStore(config, directory, cleanup, logger)
  ])
  return { ...zones, registry, ephemeral }
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

async function openEphemeralStore(config: Config, directory: DataDirectory, cleanup: Cleanup, logger: Logger) {
  const store =
    (await ephemeralStoreOf(config, logger)) ?? openEmbeddedEphemeralStore({ database: directory.database, logger })
  cleanup.add(() => store.close())
  return store
}
