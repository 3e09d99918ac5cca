/**
 * Takes two objects one after the other and prints by how many bytes the resident size of this process grew with the
 * second; the first loads what there is to load. Arguments: `verify`, or `read` for the bare reading that no
 * verification can do without; then, for each object: endpoint, SHA-1, size.
 */

import { get } from 'node:http'
import { publishUpload } from '@kachery-gateway/core/files/publish-upload.ts'
import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { openS3ObjectStore } from '@kachery-gateway/core/stores/s3/s3-object-store.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { benchGateway } from './gateway.ts'
import { zone } from './kachery-calls.ts'
import { printGrowth } from './memory-growth.ts'

type Work = (endpoint?: string, sha1?: string, bytes?: string) => Promise<void>

const verify: Work = async (endpoint = '', sha1 = '', bytes = '') => {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', endpoint }
  const bucket = openS3ObjectStore(
    { uri: 's3://bench-files', credentials },
    { now: Date.now, logger: loggerTo(() => {}) }
  )
  const gateway = benchGateway({ bucket })
  const upload = { hash: ContentHash.parse(sha1), size: Number(bytes), uploadId: '0'.repeat(32) }
  const facts = { requestTimestamp: Date.now(), requestHeaders: {} }
  const { outcome } = await publishUpload(gateway, await resolveZone(gateway, ZoneName.parse(zone)), upload, facts)
  if (outcome !== 'published') throw new Error(`The verification ended with ${outcome}.`)
}

const read: Work = (endpoint = '') =>
  new Promise((resolve, reject) => {
    const request = get(endpoint, response =>
      response
        .on('data', () => {})
        .on('end', resolve)
        .on('error', reject)
    )
    request.on('error', reject)
  })

const [how, firstEndpoint, firstSha1, firstBytes, ...second] = process.argv.slice(2)
const work = how === 'verify' ? verify : read
await printGrowth(
  () => work(firstEndpoint, firstSha1, firstBytes),
  () => work(...second)
)
