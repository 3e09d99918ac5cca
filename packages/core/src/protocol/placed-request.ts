/** A request whose zone is known: pages in the field begin an upload in a zone and finalize it without naming one. */
import type { GatewayDeps } from '../deps.ts'
import { zoneOfUpload } from '../files/upload-id.ts'
import type { ZoneName } from '../zones/zone-name.ts'
import type { GatewayRequest } from './requests.ts'

type Finalize = Extract<GatewayRequest, { type: 'finalizeFileUpload' }>
export type PlacedRequest = Exclude<GatewayRequest, Finalize> | (Finalize & { zone: ZoneName })

export async function inItsZone(deps: GatewayDeps, request: GatewayRequest): Promise<PlacedRequest> {
  if (request.type !== 'finalizeFileUpload') return request
  return { ...request, zone: request.zone ?? (await zoneOfUpload(deps, request.objectKey)) }
}
