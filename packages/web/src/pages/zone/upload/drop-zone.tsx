/** Files and folders are dropped on the page, wherever; or chosen by buttons. */
import { createSignal, onCleanup, onMount } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { KindIcon } from '../../../ui/icons.tsx'
import { type ChosenFile, chosenByDrop, chosenByInput, filePicker } from '../../../uploads/chosen-files.ts'

interface DropZoneProps {
  /** What was chosen last is still looked through. */
  reading: boolean
  onChoose(chosen: Promise<readonly ChosenFile[]>): void
}

export function DropZone(props: DropZoneProps) {
  const [over, setOver] = createSignal(false)
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true
  const hover = (event: DragEvent) => {
    if (!hasFiles(event)) return
    // Else the browser would leave the page for the file.
    event.preventDefault()
    setOver(true)
  }
  const leave = ({ relatedTarget }: DragEvent) => {
    if (relatedTarget === null) setOver(false)
  }
  const drop = (event: DragEvent) => {
    if (!hasFiles(event) || event.dataTransfer === null) return
    event.preventDefault()
    setOver(false)
    props.onChoose(chosenByDrop(event.dataTransfer.items))
  }
  onMount(() => {
    window.addEventListener('dragover', hover)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
  })
  onCleanup(() => {
    window.removeEventListener('dragover', hover)
    window.removeEventListener('dragleave', leave)
    window.removeEventListener('drop', drop)
  })

  const picker = filePicker()
  let files: HTMLInputElement | undefined
  let folder: HTMLInputElement | undefined
  const chosen = (input: HTMLInputElement) => {
    const all = chosenByInput(input.files ?? [])
    input.value = ''
    if (all.length > 0) props.onChoose(Promise.resolve(all))
  }
  return (
    <section class="drop-zone" classList={{ over: over() }} aria-labelledby="drop-heading">
      <KindIcon kind="upload" severity="plain" />
      <div class="drop-words">
        <h2 id="drop-heading">{over() ? 'Drop to upload' : 'Drop files or a folder here'}</h2>
        <p class="hint">Of any size. An upload goes on after a reload, and after your computer was asleep.</p>
      </div>
      <div class="acts">
        <Button
          variant="primary"
          busy={props.reading}
          onClick={() => (picker ? props.onChoose(picker.files()) : files?.click())}
        >
          Choose files
        </Button>
        <Button busy={props.reading} onClick={() => (picker ? props.onChoose(picker.folder()) : folder?.click())}>
          Choose a folder
        </Button>
      </div>
      <input
        ref={files}
        class="chosen-files"
        type="file"
        multiple
        hidden
        onChange={event => chosen(event.currentTarget)}
      />
      <input
        ref={element => {
          element.webkitdirectory = true
          folder = element
        }}
        class="chosen-folder"
        type="file"
        hidden
        onChange={event => chosen(event.currentTarget)}
      />
    </section>
  )
}
