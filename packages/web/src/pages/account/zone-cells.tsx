/** How a zone is and what it moved, in one line each: its administrators are told, others see a dash. */
import { Match, Switch } from 'solid-js'
import type { MyZone } from '../../data/my-zones.ts'
import { SeverityIcon } from '../../ui/icons.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { bytesText } from '../zone/usage/quantity.ts'
import { downloaded } from '../zone/usage/usage-series.ts'
import { useUsage, useZoneHealth } from '../zone/use-zone.ts'
import { zoneCondition } from '../zone/zone-condition.ts'

const NotTold = () => <span class="hint">—</span>

export function ZoneHealthCell(props: { of: MyZone }) {
  const health = useZoneHealth(props.of.zone, () => props.of.rights?.administer === true)
  return (
    <Switch fallback={<Skeleton width="short" />}>
      <Match when={props.of.rights?.administer !== true}>
        <NotTold />
      </Match>
      <Match when={health.value()}>
        {answer => (
          <span class="condition">
            <SeverityIcon severity={zoneCondition(answer().health).severity} />
            {zoneCondition(answer().health).word}
          </span>
        )}
      </Match>
      <Match when={health.failure()}>
        <span class="hint">Unknown</span>
      </Match>
    </Switch>
  )
}

export function ZoneMovedCell(props: { of: MyZone; what: 'upload' | 'download' }) {
  const usage = useUsage(
    props.of.zone,
    () => ({ days: '30' }),
    () => props.of.rights?.administer === true
  )
  return (
    <Switch fallback={<Skeleton width="short" />}>
      <Match when={props.of.rights?.administer !== true}>
        <NotTold />
      </Match>
      <Match when={usage.value()}>
        {answer => bytesText(props.what === 'upload' ? answer().total.uploadSize : downloaded(answer().total, 'bytes'))}
      </Match>
      <Match when={usage.failure()}>
        <span class="hint">Unknown</span>
      </Match>
    </Switch>
  )
}
