/** A few fields over the page: whoever opens it comes back to where they were. */
// By its parts: the one export that has them all is the same object as that of alert dialogs, with their role.
import * as Kobalte from '@kobalte/core/dialog'
import type { ParentProps } from 'solid-js'
import { focusOpener } from './opener.ts'

interface DialogProps {
  open: boolean
  title: string
  onClose(): void
}

export function Dialog(props: ParentProps<DialogProps>) {
  let content: HTMLElement | undefined
  const focusBack = focusOpener(() => props.open)
  /** People come to fill something in: not to the button that closes it, though that stands first. */
  const focusField = (event: Event) => {
    const field = content?.querySelector<HTMLElement>(':is(input, textarea):not(:disabled)')
    if (field == null) return
    event.preventDefault()
    field.focus()
  }
  return (
    <Kobalte.Root open={props.open} onOpenChange={open => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="overlay" />
        <div class="dialog-place">
          <Kobalte.Content class="dialog" ref={content} onOpenAutoFocus={focusField} onCloseAutoFocus={focusBack}>
            <div class="dialog-head">
              <Kobalte.Title class="dialog-title">{props.title}</Kobalte.Title>
              <Kobalte.CloseButton class="ghost" aria-label="Close">
                ✕
              </Kobalte.CloseButton>
            </div>
            {props.children}
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  )
}
