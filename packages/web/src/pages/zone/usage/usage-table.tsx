/** The same numbers as the chart's, for who does not see it, or wants to read them. */
import { For, Show } from 'solid-js'
import { quantity } from './quantity.ts'
import { columnsOf, type Day, downloaded, type Measure, measured } from './usage-series.ts'

export function UsageTable(props: { days: readonly Day[]; measure: Measure }) {
  const told = () => columnsOf(props.days)
  const fallback = () => props.days.some(({ fallbackDownloadCount }) => fallbackDownloadCount > 0)
  return (
    <details class="usage-table">
      <summary>The numbers as a table</summary>
      <section class="table-place" tabindex="0" aria-label="Usage as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">{told().unit === 'day' ? 'Day' : 'Week from'}</th>
              <th scope="col" class="end">
                Uploads
              </th>
              <th scope="col" class="end">
                Downloads
              </th>
              <Show when={fallback()}>
                <th scope="col" class="end">
                  of them fallback
                </th>
              </Show>
            </tr>
          </thead>
          <tbody>
            <For each={told().columns.toReversed()}>
              {column => (
                <tr>
                  <th scope="row">{column.date}</th>
                  <td class="end" data-head="Uploads">
                    {quantity(measured(column, props.measure, 'upload'), props.measure)}
                  </td>
                  <td class="end" data-head="Downloads">
                    {quantity(downloaded(column, props.measure), props.measure)}
                  </td>
                  <Show when={fallback()}>
                    <td class="end" data-head="of them fallback">
                      {quantity(measured(column, props.measure, 'fallbackDownload'), props.measure)}
                    </td>
                  </Show>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </section>
    </details>
  )
}
