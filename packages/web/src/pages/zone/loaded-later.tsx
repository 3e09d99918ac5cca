/** For what is loaded when it is needed, and may not come, or not run in this browser: the page goes on without it. */
import { ErrorBoundary, type JSX, type ParentProps, Suspense } from 'solid-js'

interface LoadedLaterProps {
  /** As high as what will stand here. */
  fallback: JSX.Element
  /** What to do without it. */
  failed: string
}

export const LoadedLater = (props: ParentProps<LoadedLaterProps>) => (
  <ErrorBoundary fallback={<p class="empty-line">{props.failed}</p>}>
    <Suspense fallback={props.fallback}>{props.children}</Suspense>
  </ErrorBoundary>
)
