/** A few fields over the page: whoever opens it comes back to where they were. */
import { Dialog as Kobalte } from '@kobalte/core/dialog'
import type { ParentProps } from 'solid-js'

interface DialogProps {
  open: boolean
  title: string
  onClose(): void
}

export function Dialog(props: ParentProps<DialogProps>) {
  return (
    <Kobalte open={props.open} onOpenChange={open => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="overlay" />
        <div class="dialog-place">
          <Kobalte.Content class="dialog">
            <div class="dialog-head">
              <Kobalte.Title class="dialog-title">{props.title}</Kobalte.Title>
              <Kobalte.CloseButton class="quiet" aria-label="Close">
                ✕
              </Kobalte.CloseButton>
            </div>
            {props.children}
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte>
  )
}
