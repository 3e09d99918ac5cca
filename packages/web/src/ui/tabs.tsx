/** The pages of one thing, as links: each has an address of its own. */
import { A, useLocation } from '@solidjs/router'
import { createEffect, createSignal, For, on } from 'solid-js'
import { pathOf } from '../data/base-path.ts'

interface Tab {
  href: string
  label: string
}

/** `name`: what they are the pages of, for who hears it. The first one's address begins all others'. */
export function Tabs(props: { name: string; tabs: readonly Tab[] }) {
  const location = useLocation()
  /** Marked at once, before its page is here. */
  const [pressed, setPressed] = createSignal<string>()
  createEffect(
    on(
      () => location.pathname,
      () => setPressed(undefined)
    )
  )
  return (
    <nav class="tabs" aria-label={props.name}>
      <ul>
        <For each={props.tabs}>
          {(tab, at) => (
            <li>
              <A
                href={tab.href}
                end={at() === 0}
                class={pressed() === tab.href ? 'pressed' : ''}
                onClick={() => setPressed(pathOf(location.pathname) === tab.href ? undefined : tab.href)}
              >
                {tab.label}
              </A>
            </li>
          )}
        </For>
      </ul>
    </nav>
  )
}
