/** Names and what they are, in two columns; in one where there is no room. */
import type { ParentProps } from 'solid-js'

export const Facts = (props: ParentProps) => <dl class="facts">{props.children}</dl>

export const Fact = (props: ParentProps<{ name: string }>) => (
  <div>
    <dt>{props.name}</dt>
    <dd>{props.children}</dd>
  </div>
)
