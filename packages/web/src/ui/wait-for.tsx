/** What stands below something whose height nobody knows yet waits for it, so that nothing moves that is being read. */
import { createMemo, type JSX, type ParentProps, Show } from 'solid-js'
import type { Asked } from '../data/use-answer.ts'
import { Skeleton } from './skeleton.tsx'

interface WaitForProps {
  /** What stands above, each of which is answered, or fails. */
  of: readonly Pick<Asked<unknown>, 'value' | 'failure'>[]
  /** What stands here meanwhile; absent: nothing. */
  fallback?: JSX.Element
}

export function WaitFor(props: ParentProps<WaitForProps>) {
  // Once it is there it stays, also while something is asked for anew.
  const there = createMemo<boolean>(
    before => before || props.of.every(one => one.value() !== undefined || one.failure() !== undefined),
    false
  )
  return (
    <Show
      when={there()}
      fallback={
        <Show when={props.fallback}>
          <p class="unseen" role="status">
            Loading…
          </p>
          {props.fallback}
        </Show>
      }
    >
      {props.children}
    </Show>
  )
}

/** Stands where a card will be. */
export const CardSkeleton = () => (
  <div class="card" aria-hidden="true">
    <p>
      <Skeleton width="short" />
    </p>
    <p>
      <Skeleton width="medium" />
    </p>
    <p>
      <Skeleton width="medium" />
    </p>
  </div>
)
