/** What the configuration lacks, or has wrong, and what comes of it. */
import { For, Show } from 'solid-js'
import { Notice } from '../../ui/notice.tsx'

export const Lacks = (props: { lacks: readonly string[] }) => (
  <Show when={props.lacks.length > 0}>
    <Notice
      severity="warn"
      title={
        props.lacks.length === 1 ? 'One thing is left to set up' : `${props.lacks.length} things are left to set up`
      }
    >
      <ul class="advice">
        <For each={props.lacks}>{text => <li>{text}</li>}</For>
      </ul>
    </Notice>
  </Show>
)
