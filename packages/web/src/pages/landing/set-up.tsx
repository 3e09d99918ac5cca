/** What an operator sees after the first deployment: what is wrong, then what is missing, each with what to do. */
import { For } from 'solid-js'
import type { Health } from '../../data/health-answer.ts'
import { SeverityIcon } from '../../ui/icons.tsx'

export function SetUp(props: { health: Health }) {
  return (
    <ul class="set-up">
      <For each={props.health.wrong}>
        {({ name, problem }) => (
          <li>
            <SeverityIcon severity="bad" />
            <div>
              <h3>
                <code>{name}</code> <span class="hint">is wrong</span>
              </h3>
              <p>{problem}</p>
            </div>
          </li>
        )}
      </For>
      <For each={props.health.missing}>
        {({ name, consequence, remedy }) => (
          <li>
            <SeverityIcon severity="warn" />
            <div>
              <h3>
                <code>{name}</code> <span class="hint">is missing</span>
              </h3>
              <p class="consequence">{consequence}</p>
              <p>{remedy}</p>
            </div>
          </li>
        )}
      </For>
    </ul>
  )
}
