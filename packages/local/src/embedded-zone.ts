/** The zone `default` of a gateway that was given no buckets: its files are on this machine, under URLs of the gateway's. */
import { join } from 'node:path'
import { defaultZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { DataDirectory } from './data/data-directory.ts'
import { keptSecret } from './data/kept-secret.ts'
import { DiskObjectStore } from './embedded/disk-object-store.ts'
import { FileUrls } from './embedded/file-urls.ts'

export interface EmbeddedZone {
  config: ZoneConfig
  store: DiskObjectStore
  /** What the routes of files check requests with. */
  urls: FileUrls
}

/** `publicUrl`: of the gateway, without a slash at its end. */
export async function openEmbeddedZone({ places, database }: DataDirectory, publicUrl: string): Promise<EmbeddedZone> {
  const urls = new FileUrls(await keptSecret(join(places.keys, 'file-url-key'), 32), publicUrl)
  const store = await DiskObjectStore.open({ database, directory: places.objects, urls })
  return {
    // The store is opened by its address alone: there is nobody to show credentials to.
    config: {
      name: defaultZoneName,
      directory: '',
      bucket: { uri: store.uri, credentials: { accessKeyId: '', secretAccessKey: '' } }
    },
    store,
    urls
  }
}
