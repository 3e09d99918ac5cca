/** Stands where a list will be. */
import { For } from 'solid-js'
import { Skeleton } from '../../ui/skeleton.tsx'

export const ListAwaited = () => (
  <div class="list-awaited">
    <For each={[1, 2, 3, 4, 5, 6]}>{() => <Skeleton width="long" />}</For>
  </div>
)
