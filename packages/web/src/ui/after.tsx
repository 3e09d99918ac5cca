/** What stands below something whose height nobody knows yet waits for it, so that nothing moves that is being read. */
import { createMemo, type JSX, type ParentProps, Show } from 'solid-js'
import type { Asked } from '../data/use-answer.ts'
import { Skeleton } from './skeleton.tsx'

interface AfterProps {
  /** What stands above, each of which is answered, or fails. */
  of: readonly Pick<Asked<unknown>, 'value' | 'failure'>[]
  /** What stands here meanwhile; absent: nothing. */
  awaited?: JSX.Element
}

export function After(props: ParentProps<AfterProps>) {
  // Once it is there it stays, also while something is asked for anew.
  const there = createMemo<boolean>(
    before => before || props.of.every(one => one.value() !== undefined || one.failure() !== undefined),
    false
  )
  return (
    <Show
      when={there()}
      fallback={
        <Show when={props.awaited}>
          <p class="unseen" role="status">
            Loading…
          </p>
          {props.awaited}
        </Show>
      }
    >
      {props.children}
    </Show>
  )
}

/** Stands where a card will be. */
export const CardAwaited = () => (
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
