/** The settings file as text; loaded when somebody opens it. */
import { createEffect, createSignal, on, onCleanup, onMount, type ParentProps, Show } from 'solid-js'
import type { Mistake } from './settings-mistake.ts'
import { openYamlView, type YamlView } from './yaml-view.ts'

interface YamlEditorProps {
  text: string
  changed(text: string): void
  found(mistake: Mistake | undefined): void
  save(): void
  /** Gets what can be done with the editor. */
  ref(view: YamlView): void
}

export default function YamlEditor(props: ParentProps<YamlEditorProps>) {
  let host: HTMLDivElement | undefined
  const [opening, setOpening] = createSignal(true)
  onMount(() => {
    if (host === undefined) return
    const view = openYamlView(host, {
      text: props.text,
      label: 'Settings file, as YAML. F8 goes to a mistake, Ctrl-S saves.',
      changed: text => props.changed(text),
      found: mistake => props.found(mistake),
      save: () => props.save()
    })
    props.ref(view)
    // It finds out how high its lines are only once it is in the page.
    requestAnimationFrame(() => requestAnimationFrame(() => setOpening(false)))
    createEffect(
      on(
        () => props.text,
        text => view.setText(text),
        { defer: true }
      )
    )
    onCleanup(() => view.destroy())
  })
  return (
    <>
      <div class="yaml-editor" classList={{ opening: opening() }} ref={host} />
      <Show when={!opening()}>{props.children}</Show>
    </>
  )
}
