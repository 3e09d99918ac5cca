/** One thing that a person should know before anything else on the page. */
import type { ParentProps } from 'solid-js'
import { type Tone, ToneIcon } from './icons.tsx'

export function Notice(props: ParentProps<{ tone: Tone; title: string }>) {
  return (
    <section class={`notice ${props.tone}`}>
      <ToneIcon tone={props.tone} />
      <div>
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </section>
  )
}
