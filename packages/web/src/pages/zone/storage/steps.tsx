/** The steps of a connection test: what each found, and where it failed what to do. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { For, Show } from 'solid-js'
import { SeverityIcon } from '../../../ui/icons.tsx'

export type TestStep = AnswerOf<'POST /api/zones/{zone}/connection-test'>['steps'][number]

const names: Record<TestStep['step'], string> = {
  write: 'Write',
  read: 'Read',
  sign: 'Sign links',
  headers: 'Refuse unsigned headers',
  list: 'List',
  delete: 'Delete'
}

export function Steps(props: { steps: readonly TestStep[] }) {
  const skipped = () => {
    const done = new Set(props.steps.map(({ step }) => step))
    return Object.entries(names).filter(([step]) => ![...done].some(one => one === step))
  }
  return (
    <ul class="steps">
      <For each={props.steps}>
        {({ step, ok, message, elapsed }) => (
          <li>
            <SeverityIcon severity={ok ? 'good' : 'bad'} />
            <div>
              <h3>
                {names[step]} <span class="unseen">{ok ? 'worked' : 'failed'}</span>
                <span class="hint"> {Math.round(elapsed)} ms</span>
              </h3>
              <p>{message}</p>
            </div>
          </li>
        )}
      </For>
      <For each={skipped()}>
        {([, name]) => (
          <li class="skipped">
            <SeverityIcon severity="info" />
            <div>
              <h3>{name}</h3>
              <p>Not tried: an earlier step failed.</p>
            </div>
          </li>
        )}
      </For>
    </ul>
  )
}

/** In one sentence, for who hears it. */
export const Verdict = (props: { steps: readonly TestStep[] }) => (
  <Show when={props.steps.every(({ ok }) => ok)} fallback={<p class="verdict-line bad">The bucket failed the test.</p>}>
    <p class="verdict-line good">The bucket does all that the gateway needs.</p>
  </Show>
)
