/** The zone `default` of a gateway that was given no buckets: a bucket on this machine, with keys of its own. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { settingsKey } from '@kachery-gateway/core/zones/settings.ts'
import type { ZoneConfig } from '@kachery-gateway/core/zones/zone.ts'
import { defaultZoneName } from '@kachery-gateway/core/zones/zone-name.ts'
import type { DataDirectory } from './data/data-directory.ts'
import { keptSecret } from './data/kept-secret.ts'
import { type EmbeddedObjectStore, startEmbeddedObjectStore } from './embedded/object-store.ts'
import { systemCode } from './start-error.ts'

const bucket = 'kachery-local'

export interface EmbeddedZone {
  config: ZoneConfig
  /** The file on this machine's disk. */
  settingsFile: string
  close(): Promise<void>
}

export async function startEmbeddedZone({ places }: DataDirectory): Promise<EmbeddedZone> {
  const [id, secret] = await Promise.all([
    keptSecret(join(places.keys, 'object-store-id'), 10),
    keptSecret(join(places.keys, 'object-store-secret'), 32)
  ])
  const credentials = { accessKeyId: id.toString('hex'), secretAccessKey: secret.toString('hex') }
  const store = await startOnKeptPort(places.objectStorePort, port =>
    startEmbeddedObjectStore({ directory: places.objectStore, bucket, port, ...credentials })
  )
  return {
    config: {
      name: defaultZoneName,
      directory: '',
      bucket: {
        uri: `s3://${bucket}?region=us-east-1`,
        credentials: { ...credentials, endpoint: store.endpoint }
      }
    },
    settingsFile: join(places.objectStore, 'buckets', bucket, `${settingsKey}._S3rver_object`),
    close: store.close
  }
}

/** The port of the last run where it is free: URLs that were handed out before a restart stay good. */
async function startOnKeptPort(
  file: string,
  start: (port: number) => Promise<EmbeddedObjectStore>
): Promise<EmbeddedObjectStore> {
  const kept = await keptPort(file)
  const store = await start(kept).catch(error => {
    if (kept !== 0 && ['EADDRINUSE', 'EACCES'].includes(systemCode(error) ?? '')) return start(0)
    throw error
  })
  const { port } = new URL(store.endpoint)
  if (Number(port) !== kept) await writeFile(file, `${port}\n`)
  return store
}

async function keptPort(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const port = /^\d{4,5}\n?$/.test(text) ? Number(text) : 0
  return port <= 65_535 ? port : 0
}
