/** The gateway's health in one line, as high while it is asked for as afterwards. More is said in the card. */
import { Show } from 'solid-js'
import type { Health } from '../../data/health-answer.ts'
import type { Asked } from '../../data/use-answer.ts'
import { SeverityIcon } from '../../ui/icons.tsx'
import { type Condition, conditionOf, conditionWithout } from './condition.ts'
import { healthCardId } from './health-card.tsx'

export function HealthLine(props: { health: Asked<Health> }) {
  const condition = (): Condition | undefined => {
    const failure = props.health.failure()
    const health = props.health.value()
    if (failure !== undefined) return conditionWithout(failure)
    return health === undefined ? undefined : conditionOf(health)
  }
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
          <Show
            when={known().severity === 'good'}
            fallback={
              // With a target, the router leaves it to the browser, which moves the focus, too.
              <a class={`pill ${known().severity}`} href={`#${healthCardId}`} target="_self">
                <SeverityIcon severity={known().severity} />
                {known().words}
              </a>
            }
          >
            <span class="pill good">
              <SeverityIcon severity="good" />
              {known().words}
            </span>
          </Show>
        )}
      </Show>
    </p>
  )
}
