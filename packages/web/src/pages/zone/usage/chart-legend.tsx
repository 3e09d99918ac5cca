/** What the colours of the chart mean; it stands there before the chart does, which so takes its own place. */
import { type ParentProps, Show } from 'solid-js'

/** `fallback`: whether anything came from the fallback bucket. */
export const ChartCaption = (props: ParentProps<{ fallback: boolean }>) => (
  <figcaption>
    <ul class="legend">
      <li class="uploads">Uploads</li>
      <li class="downloads">Downloads</li>
      <Show when={props.fallback}>
        <li class="fallback">Downloads from the fallback bucket</li>
      </Show>
    </ul>
    <p class="pointed" aria-hidden="true">
      {props.children}
    </p>
  </figcaption>
)

export const ChartSkeleton = () => (
  <figure class="usage-chart" aria-hidden="true">
    <ChartCaption fallback={false}>…</ChartCaption>
    <div class="chart-place" />
  </figure>
)
