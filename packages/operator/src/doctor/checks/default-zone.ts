/** Whether a configuration of an older gateway says where the zone `default` lies. */
import { defaultZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import type { Facts } from '../facts.ts'
import { type Finding, note } from '../finding.ts'

/** Older gateways call the list of zones `zones`. Says nothing where all is well. */
export async function checkDefaultZone({ secrets }: Pick<Facts, 'secrets'>): Promise<Finding[]> {
  const { values, config } = await secrets.get()
  const text = values.get('GATEWAY_CONFIG') ?? ''
  const { zones } = config
  if (zones === undefined || zones.has(defaultZoneName) || !/^\s*["']?zones["']?\s*:/m.test(text)) return []
  if (/^\s*["']?buckets["']?\s*:/m.test(text)) return []
  return [
    note(
      'zones',
      `GATEWAY_CONFIG names ${[...zones.keys()].slice(0, 5).join(', ')}, but no zone ${defaultZoneName}: clients that name none use the deployment’s own bucket`,
      'if an older gateway kept their files elsewhere, name that bucket as the zone default'
    )
  ]
}
