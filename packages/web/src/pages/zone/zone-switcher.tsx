/** The way from a page of one zone to the same page of another. */
import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import { useLocation, useNavigate } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { pathOf } from '../../data/base-path.ts'
import { useZonesAtAGlance } from '../../data/my-zones.ts'
import { useSession } from '../../data/session.tsx'

export function ZoneSwitcher(props: { zone: string }) {
  const session = useSession()
  const location = useLocation()
  const navigate = useNavigate()
  const zones = useZonesAtAGlance(() => session.me() != null)
  const others = () => (zones.value()?.items ?? []).filter(({ zone }) => zone !== props.zone)
  const pageOf = (zone: string) => pathOf(location.pathname).replace(`/zone/${props.zone}`, `/zone/${zone}`)
  return (
    <DropdownMenu placement="bottom-end" gutter={6}>
      {/* Its place is kept while nobody knows whether there is another zone. */}
      <DropdownMenu.Trigger class="secondary zone-switcher" classList={{ none: others().length === 0 }}>
        <span class="words">Switch zone</span>
        <span class="chevron" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu">
          <For each={others()}>
            {({ zone, rights }) => (
              <DropdownMenu.Item
                class="menu-item"
                onSelect={() => navigate(rights?.administer === false ? `/zone/${zone}` : pageOf(zone))}
              >
                {zone}
              </DropdownMenu.Item>
            )}
          </For>
          <Show when={zones.value()?.next != null}>
            <DropdownMenu.Separator class="menu-line" />
            <DropdownMenu.Item class="menu-item" onSelect={() => navigate('/account/zones')}>
              All your zones
            </DropdownMenu.Item>
          </Show>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}
