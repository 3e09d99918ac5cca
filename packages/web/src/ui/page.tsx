/** A page's title and heading, which takes the focus when one navigates here. */
import { createEffect, type JSX, type ParentProps, Show } from 'solid-js'
import { useAbout } from '../data/about.ts'

interface PageProps {
  /** In the browser's tab. */
  title: string
  heading: JSX.Element
  lead?: JSX.Element
  /** At the right of the heading. */
  beside?: JSX.Element
}

export function Page(props: ParentProps<PageProps>) {
  const about = useAbout()
  createEffect(() => {
    document.title = `${props.title} · ${about.shown().name}`
  })
  return (
    <>
      <div class="page-head">
        <h1 tabindex="-1">{props.heading}</h1>
        {props.beside}
      </div>
      <Show when={props.lead}>
        <p class="lead">{props.lead}</p>
      </Show>
      {props.children}
    </>
  )
}
