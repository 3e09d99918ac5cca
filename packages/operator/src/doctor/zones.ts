/** The zones whose buckets the gateway uses: those of GATEWAY_CONFIG, and `default` in the deployment's own bucket. */

import { defaultZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import type { ZoneConfig } from '@kachery-gateway/core/model/zone.ts'
import type { Stage } from '../stage.ts'
import { outputOf } from '../stage-stacks.ts'
import type { Dependencies } from './dependencies.ts'
import type { Facts } from './facts.ts'

export async function zonesOf(
  facts: Pick<Facts, 'secrets' | 'stacks'>,
  deps: Pick<Dependencies, 'credentials'>,
  at: Stage
): Promise<ZoneConfig[]> {
  const [{ config }, stacks] = await Promise.all([facts.secrets.get(), facts.stacks.get()])
  const configured = [...(config.zones?.values() ?? [])]
  const ownDefault = config.zones?.has(defaultZoneName) !== true && config.mayBeConfigured?.(defaultZoneName) !== true
  if (!ownDefault) return configured
  const uri = `s3://${outputOf(stacks, 'storage', 'filesBucket', at)}?region=${at.region}`
  const bucket = { uri, credentials: await deps.credentials() }
  return [{ name: defaultZoneName, directory: '', bucket }, ...configured]
}
