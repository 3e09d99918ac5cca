/** What is loaded when it is needed, and may not come, or not run in this browser: everything around it goes on. */
import { useLocation } from '@solidjs/router'
import { createEffect, ErrorBoundary, type JSX, lazy, on, type ParentProps, Suspense } from 'solid-js'
import { Notice } from './notice.tsx'

/** ms before the one other try. */
const pause = 700

/** As Solid's `lazy`, with another try where the first fails. */
export const lazyTwice: typeof lazy = load =>
  lazy(() =>
    load().catch(async error => {
      await new Promise(resolve => setTimeout(resolve, pause))
      // A browser keeps that an address failed.
      const [address] = /https?:\S+\.js/.exec(String(error)) ?? []
      return address === undefined ? load() : import(/* @vite-ignore */ `${address}?again`)
    })
  )

interface LoadedLaterProps {
  /** As high as what will stand here. */
  fallback?: JSX.Element
  /** What is missing without it, as a sentence. */
  failed: string
}

export const LoadedLater = (props: ParentProps<LoadedLaterProps>) => (
  <ErrorBoundary fallback={(error, reset) => <Failed error={error} reset={reset} title={props.failed} />}>
    <Suspense fallback={props.fallback}>{props.children}</Suspense>
  </ErrorBoundary>
)

function Failed(props: { error: unknown; reset(): void; title: string }) {
  const location = useLocation()
  console.error(props.error)
  // Another page is another try.
  createEffect(on(() => location.pathname, props.reset, { defer: true }))
  return (
    <Notice severity="bad" title={props.title}>
      <p>Check your connection and reload the page.</p>
      <p>
        <button type="button" class="small" onClick={() => window.location.reload()}>
          Reload page
        </button>
      </p>
    </Notice>
  )
}
