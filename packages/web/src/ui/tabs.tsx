/** The pages of one thing, as links: each has an address of its own. */
import { A } from '@solidjs/router'
import { For } from 'solid-js'

interface Tab {
  href: string
  label: string
}

/** `name`: what they are the pages of, for who hears it. The first one's address begins all others'. */
export function Tabs(props: { name: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={props.name}>
      <ul>
        <For each={props.tabs}>
          {(tab, at) => (
            <li>
              <A href={tab.href} end={at() === 0}>
                {tab.label}
              </A>
            </li>
          )}
        </For>
      </ul>
    </nav>
  )
}
