/** A page's title and heading, which takes the focus when one navigates here. */
import { createEffect, type JSX, type ParentProps, Show } from 'solid-js'

interface PageProps {
  /** In the browser's tab. */
  title: string
  heading: JSX.Element
  lead?: JSX.Element
}

export function Page(props: ParentProps<PageProps>) {
  createEffect(() => {
    document.title = `${props.title} · Kachery gateway`
  })
  return (
    <>
      <h1 tabindex="-1">{props.heading}</h1>
      <Show when={props.lead}>
        <p class="lead">{props.lead}</p>
      </Show>
      {props.children}
    </>
  )
}
