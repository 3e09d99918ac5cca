/** The settings file as text; loaded when somebody opens it. */
import { createEffect, on, onCleanup, onMount } from 'solid-js'
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

export default function YamlEditor(props: YamlEditorProps) {
  let host: HTMLDivElement | undefined
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
    createEffect(
      on(
        () => props.text,
        text => view.setText(text),
        { defer: true }
      )
    )
    onCleanup(() => view.destroy())
  })
  return <div class="yaml-editor" ref={host} />
}
