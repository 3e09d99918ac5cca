/** What was sent to a zone's webhook lately, the newest first. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { For, Show } from 'solid-js'
import { SeverityIcon } from '../../../ui/icons.tsx'
import { Time } from '../../../ui/time.tsx'

type Delivery = NonNullable<AnswerOf<'GET /api/zones/{zone}/webhook'>['webhook']>['deliveries'][number]

const events: Record<Delivery['event'], string> = {
  'zone.broken': 'The bucket broke',
  'zone.works': 'The bucket works again',
  test: 'Test'
}
const states = {
  delivered: { severity: 'good', words: 'Delivered' },
  waiting: { severity: 'warn', words: 'Waiting' },
  failed: { severity: 'bad', words: 'Not delivered' }
} as const

export function Deliveries(props: { of: readonly Delivery[] }) {
  return (
    <>
      <h3 id="deliveries-heading" class="last-messages">
        Last messages
      </h3>
      <Show when={props.of.length > 0} fallback={<p class="empty-line">Nothing was sent yet.</p>}>
        <ul class="steps" aria-labelledby="deliveries-heading">
          <For each={props.of}>
            {delivery => (
              <li>
                <SeverityIcon severity={states[delivery.state].severity} />
                <div>
                  <h4>
                    {events[delivery.event]}{' '}
                    <span class="hint">
                      <Time at={delivery.at} />
                    </span>
                  </h4>
                  <p>
                    {inWords(delivery)}
                    <Show when={delivery.problem}>{problem => <> {problem()}</>}</Show>
                  </p>
                </div>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  )
}

/** "Delivered after 2 tries: it answered 204." */
function inWords({ state, tries, status }: Delivery): string {
  const words = states[state].words + (tries > 1 ? ` after ${tries} tries` : '')
  if (state === 'delivered') return `${words}: it answered ${status}.`
  return state === 'waiting' ? `${words}; it is sent ${tries > 0 ? 'again' : 'soon'}.` : `${words}.`
}
