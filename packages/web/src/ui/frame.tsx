/** What all pages stand in: the way past the header, the header, the page; and where focus goes next. */
import { A, type RouteSectionProps, useLocation } from '@solidjs/router'
import { createEffect, on, Suspense } from 'solid-js'
import { AccountMenu } from './account-menu.tsx'
import { Mark } from './icons.tsx'
import { Offline } from './offline.tsx'
import { Toasts } from './toasts.tsx'

export function Frame(props: RouteSectionProps) {
  const location = useLocation()
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
            <Mark />
            <span>Kachery gateway</span>
          </A>
          <span class="host" title="This gateway’s address">
            {window.location.host}
          </span>
          <AccountMenu />
        </div>
      </header>
      <Offline />
      <main id="main" class="wide" tabindex="-1" ref={main}>
        <Suspense>{props.children}</Suspense>
      </main>
      <Toasts />
    </>
  )
}
