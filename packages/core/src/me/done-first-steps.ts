/** Which of the first steps with a zone are done: by what is there now, not by what somebody once pressed. */
import type { GatewayDeps } from '../deps.ts'
import { type FirstStep, firstSteps } from '../model/first-step.ts'
import type { Zone } from '../model/zone.ts'
import type { ZoneSettings } from '../model/zone-settings.ts'
import { zoneKey } from '../zones/keys.ts'
import { zoneSettings } from '../zones/settings.ts'
import { healthOfZone } from '../zones/zone-health.ts'

/** `signIn`: whether anybody can sign in to the gateway. */
export async function doneFirstSteps(
  deps: GatewayDeps,
  zone: Zone,
  signIn: boolean
): Promise<{ step: FirstStep; done: boolean }[]> {
  const [settings, checked, clients, files] = await Promise.all([
    zoneSettings(deps, zone),
    healthOfZone(deps, zone.name),
    deps.registry.list({ kind: 'client', zone: zone.name }, { limit: 1 }),
    zone.bucket.list(zoneKey(zone, 'sha1/'), { limit: 1 })
  ])
  const done: Record<FirstStep, boolean> = {
    'sign-in': signIn,
    administrators: deps.administrators.size > 0 || zone.owner !== undefined || some(settings, 'admin'),
    storage: checked?.health.state === 'well',
    people: zone.scratch !== undefined || settings.allowPublicUpload || some(settings, 'upload'),
    client: clients.items.length > 0,
    upload: files.items.length > 0
  }
  return firstSteps.map(step => ({ step, done: done[step] }))
}

const some = ({ rights }: ZoneSettings, right: 'upload' | 'admin') => [...rights.values()].some(one => one[right])
