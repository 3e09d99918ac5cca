/** /admin?zone=: where older gateways had a zone's administration, and where links to it still lead. */
import { Navigate, useSearchParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { isZoneName, zoneOf } from '../data/page-address.ts'
import { BadZonePage } from './bad-zone-page.tsx'

export default function AdminPage() {
  const [query] = useSearchParams()
  const zone = () => zoneOf(query.zone)
  return (
    <Show when={isZoneName(zone())} fallback={<BadZonePage />}>
      <Navigate href={`/zone/${zone()}`} />
    </Show>
  )
}
