/**
 * Turning switches: what is turned shows at once, requests go one after the other, each on top of what the one before it
 * left, and what is refused turns back with a message.
 */
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal } from 'solid-js'
import { useApi } from '../../../data/api.tsx'
import { failureOf } from '../../../data/failures.ts'
import { toast } from '../../../ui/toasts.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { type Allows, type Switches, withSwitches } from './switches.ts'
import { tellNotBound } from './tell-not-bound.ts'

export function useSwitching(zone: string) {
  const api = useApi()
  const kept = useQueryClient()
  const [waiting, setWaiting] = createSignal<readonly Switches[]>([])
  let last: Promise<unknown> = Promise.resolve()

  const send = async (switches: Switches, refused: string): Promise<boolean> => {
    try {
      const settings = await api('PATCH /api/zones/{zone}/settings', { path: { zone }, body: switches })
      kept.setQueryData(zoneKeys.settings(zone), settings)
      tellNotBound(settings)
      return true
    } catch (error) {
      toast({ severity: 'bad', title: refused, text: failureOf(error).sentence })
      void kept.invalidateQueries({ queryKey: zoneKeys.settings(zone) })
      return false
    } finally {
      setWaiting(all => all.filter(one => one !== switches))
    }
  }
  return {
    /** What is there, with what was turned since. */
    shown: (allows: Allows): Allows => waiting().reduce(withSwitches, allows),
    busy: () => waiting().length > 0,
    /** `refused`: said above the reason where it is. False: it was. */
    turn(switches: Switches, refused: string): Promise<boolean> {
      void kept.cancelQueries({ queryKey: zoneKeys.settings(zone) })
      setWaiting(all => [...all, switches])
      const done = last.then(() => send(switches, refused))
      last = done
      return done
    }
  }
}
