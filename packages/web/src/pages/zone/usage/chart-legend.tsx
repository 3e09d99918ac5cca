/** What the colours of the chart mean; it stands there before the chart does, which so takes its own place. */
import type { ParentProps } from 'solid-js'

export const ChartCaption = (props: ParentProps) => (
  <figcaption>
    <ul class="legend">
      <li class="uploads">Uploads</li>
      <li class="downloads">Downloads</li>
      <li class="fallback">Downloads from the fallback bucket</li>
    </ul>
    <p class="pointed" aria-hidden="true">
      {props.children}
    </p>
  </figcaption>
)

export const ChartSkeleton = () => (
  <figure class="usage-chart" aria-hidden="true">
    <ChartCaption>…</ChartCaption>
    <div class="chart-place" />
  </figure>
)
