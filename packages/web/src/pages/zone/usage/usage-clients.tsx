/** Who moved how much: the longest bars first, and a way to see one client's days alone. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { countText, quantity } from './quantity.ts'
import { downloaded, type Measure, measured, moved } from './usage-series.ts'

type UsageClient = AnswerOf<'GET /api/zones/{zone}/usage'>['clients'][number]

interface UsageClientsProps {
  clients: readonly UsageClient[]
  /** Beyond those. */
  more: number
  measure: Measure
  /** Whose days are shown alone. */
  chosen: string | undefined
  onChoose(client: string): void
}

/** Rows at first. */
const few = 10

export function UsageClients(props: UsageClientsProps) {
  const [all, setAll] = createSignal(false)
  const sorted = createMemo(() => props.clients.toSorted((a, b) => moved(b, props.measure) - moved(a, props.measure)))
  const most = () =>
    Math.max(
      1,
      ...sorted().map(client => Math.max(measured(client, props.measure, 'upload'), downloaded(client, props.measure)))
    )
  const shown = () => (all() ? sorted() : sorted().slice(0, few))
  return (
    <section class="card" aria-labelledby="by-client">
      <h2 id="by-client">By client</h2>
      <div class="table-place">
        <table class="ranking" aria-labelledby="by-client">
          <thead>
            <tr>
              <th scope="col">Client</th>
              <th scope="col" class="end">
                Uploads
              </th>
              <th scope="col" class="end">
                Downloads
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={shown()}>
              {client => (
                <tr>
                  <th scope="row">
                    <button
                      type="button"
                      class="client-choice"
                      aria-pressed={props.chosen === client.client}
                      title="Show only this client’s days"
                      onClick={() => props.onChoose(client.client)}
                    >
                      <Name client={client} />
                    </button>
                    <Bar
                      uploads={measured(client, props.measure, 'upload') / most()}
                      downloads={downloaded(client, props.measure) / most()}
                    />
                  </th>
                  <td class="end" data-head="Uploads">
                    {quantity(measured(client, props.measure, 'upload'), props.measure)}
                  </td>
                  <td class="end" data-head="Downloads">
                    {quantity(downloaded(client, props.measure), props.measure)}
                  </td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={sorted().length > few || props.more > 0}>
        <p class="more">
          <Show when={sorted().length > few}>
            <Button aria-expanded={all()} onClick={() => setAll(shown => !shown)}>
              {all() ? 'Show fewer' : `Show all ${countText(sorted().length)}`}
            </Button>
          </Show>
          <Show when={props.more > 0}>
            <span class="hint">{countText(props.more)} more with less traffic.</span>
          </Show>
        </p>
      </Show>
    </section>
  )
}

/** The label `unknown` is of whoever is not signed in. */
const Name = (props: { client: UsageClient }) => (
  <Show when={props.client.client !== 'unknown'} fallback="Not signed in">
    <Show when={/^[0-9a-f]{64}$/.test(props.client.client)} fallback={<bdi>{props.client.client}</bdi>}>
      <Show
        when={props.client.label}
        fallback={<code title={props.client.client}>{props.client.client.slice(0, 10)}…</code>}
      >
        {label => <bdi title={props.client.client}>{label()}</bdi>}
      </Show>
      <Show when={props.client.ownerId}>
        {owner => (
          <>
            {' '}
            of <bdi>{owner()}</bdi>
          </>
        )}
      </Show>
    </Show>
  </Show>
)

/** Shares of the longest, from 0 to 1. */
const Bar = (props: { uploads: number; downloads: number }) => (
  <svg class="share" viewBox="0 0 100 9" preserveAspectRatio="none" aria-hidden="true">
    <rect class="uploads" x="0" y="0" width={props.uploads * 100} height="4" />
    <rect class="downloads" x="0" y="5" width={props.downloads * 100} height="4" />
  </svg>
)
