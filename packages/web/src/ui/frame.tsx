/** What all pages stand in: the way past the header, the header, the page; and where focus goes next. */
import { A, type RouteSectionProps, useIsRouting, useLocation } from '@solidjs/router'
import { createEffect, on, Show } from 'solid-js'
import { useAbout } from '../data/about.ts'
import { AccountMenu } from './account-menu.tsx'
import { Foot } from './foot.tsx'
import { Mark } from './icons.tsx'
import { LoadedLater } from './loaded-later.tsx'
import { Offline } from './offline.tsx'
import { Toasts } from './toasts.tsx'

export function Frame(props: RouteSectionProps) {
  const location = useLocation()
  const isRouting = useIsRouting()
  const about = useAbout()
  let main: HTMLElement | undefined
  const toHeading = () => main?.querySelector<HTMLElement>('h1')?.focus()
  // Not at the first page: there the browser begins where people expect it, at the top.
  createEffect(on(() => location.pathname, toHeading, { defer: true }))
  return (
    <>
      {/* With a target, the router leaves it to the browser, which moves the focus, too. */}
      <a class="skip" href="#main" target="_self">
        Skip to the content
      </a>
      <header class="bar">
        <div class="wide">
          <A class="mark" href="/">
            <Show when={about.shown().logoUrl} fallback={<Mark />}>
              {url => <img src={url()} alt="" width="28" height="28" referrerpolicy="no-referrer" />}
            </Show>
            {/* Another name is another element: none that moves. */}
            <Show when={about.shown().name} keyed>
              {name => <bdi>{name}</bdi>}
            </Show>
          </A>
          <AccountMenu />
        </div>
      </header>
      {/* The press shows at once, whatever the network does. */}
      <div class="loading-bar" classList={{ shown: isRouting() }} aria-hidden="true" />
      <Offline />
      <main id="main" class="wide" tabindex="-1" ref={main}>
        <LoadedLater failed="Couldn’t load this page">{props.children}</LoadedLater>
      </main>
      <Foot />
      <Toasts />
    </>
  )
}
