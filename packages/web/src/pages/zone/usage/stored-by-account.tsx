/** Whose files a zone stores: the accounts that have most. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { For, Show } from 'solid-js'
import { bytesText, countText } from './quantity.ts'

type ByAccount = NonNullable<AnswerOf<'GET /api/zones/{zone}/stored'>['byAccount']>

export const StoredByAccount = (props: { of: ByAccount }) => (
  <Show when={props.of.countedAt !== null} fallback={<p class="hint">By account: a job counts once a day.</p>}>
    <div class="table-place">
      <table class="ranking" aria-label="Stored by account">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" class="end">
              Files
            </th>
            <th scope="col" class="end">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={props.of.accounts}>
            {({ owner, files, bytes }) => (
              <tr>
                <th scope="row">
                  <bdi>{owner ?? 'nobody'}</bdi>
                </th>
                <td class="end">{countText(files)}</td>
                <td class="end">{bytesText(bytes)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
    <Show when={props.of.more > 0}>
      <p class="hint">{countText(props.of.more)} more have less.</p>
    </Show>
  </Show>
)
