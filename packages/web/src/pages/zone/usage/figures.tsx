/** A few numbers, large. */

import type { ClientUsage } from '@kachery-gateway/core/usage/client-usage.ts'
import { For, Show } from 'solid-js'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { bytesText, countOf } from './quantity.ts'

export function UsageFigures(props: { of: ClientUsage | undefined }) {
  const figures = () => {
    const of = props.of
    return [
      ['Uploaded', of && bytesText(of.uploadSize), of && countOf(of.uploadCount, 'file')],
      [
        'Downloaded',
        of && bytesText(of.downloadSize + of.fallbackDownloadSize),
        of && countOf(of.downloadCount + of.fallbackDownloadCount, 'time')
      ]
    ] as const
  }
  return (
    <dl class="figures">
      <For each={figures()}>
        {([name, value, also]) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <Show when={value} fallback={<Skeleton width="short" />}>
                <strong>{value}</strong>
              </Show>
              <span class="hint">
                <Show when={also} fallback={<Skeleton width="short" />}>
                  {also}
                </Show>
              </span>
            </dd>
          </div>
        )}
      </For>
    </dl>
  )
}
