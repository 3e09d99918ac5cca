/** One thing that a person should know before anything else on the page. */
import type { ParentProps } from 'solid-js'
import { type Severity, SeverityIcon } from './icons.tsx'

export function Notice(props: ParentProps<{ severity: Severity; title: string }>) {
  return (
    <section class={`notice ${props.severity}`}>
      <SeverityIcon severity={props.severity} />
      <div>
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </section>
  )
}
