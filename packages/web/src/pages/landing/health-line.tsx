/** The gateway's health in one line, as high while it is asked for as afterwards. More is said in the card. */
import { Show } from 'solid-js'
import type { Answer } from '../../data/answer.ts'
import type { Health } from '../../data/health.ts'
import { ToneIcon } from '../../ui/icons.tsx'
import { conditionOf } from './condition.ts'

export function HealthLine(props: { answer: Answer<Health> | undefined }) {
  const condition = () => (props.answer === undefined ? undefined : conditionOf(props.answer))
  return (
    <p class="health-line" role="status">
      <Show
        when={condition()}
        fallback={
          <span class="pill">
            <span class="spinner" aria-hidden="true" />
            Asking the gateway…
          </span>
        }
      >
        {known => (
          <span class={`pill ${known().tone}`}>
            <ToneIcon tone={known().tone} />
            {known().words}
          </span>
        )}
      </Show>
    </p>
  )
}
