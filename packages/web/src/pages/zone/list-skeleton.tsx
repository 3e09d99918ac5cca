/** Stands where a list will be. */
import { For } from 'solid-js'
import { Skeleton } from '../../ui/skeleton.tsx'

export const ListSkeleton = () => (
  <div class="list-skeleton">
    <For each={[1, 2, 3, 4, 5, 6]}>{() => <Skeleton width="long" />}</For>
  </div>
)
