/** Asks once before something goes away, and says what it affects. It stays open, with the reason, where it is refused. */
import * as AlertDialog from '@kobalte/core/alert-dialog'
import type { JSX } from 'solid-js'
import type { Failure } from '../data/failures.ts'
import { Button } from './button.tsx'
import { focusOpener } from './opener.ts'
import { Refusal } from './refusal.tsx'

interface ConfirmProps {
  open: boolean
  /** The question: "Remove client rig 2?" */
  title: string
  /** What it affects. */
  children: JSX.Element
  /** On the button that does it, such as "Remove client". */
  act: string
  busy?: boolean
  failure?: Failure | undefined
  onConfirm(): void
  /** Asked to close, by the other button, Escape or a click beside it. */
  onClose(): void
}

export function Confirm(props: ConfirmProps) {
  const focusBack = focusOpener(() => props.open)
  return (
    <AlertDialog.Root open={props.open} onOpenChange={open => !open && props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay class="overlay" />
        <div class="dialog-place">
          <AlertDialog.Content class="dialog" onCloseAutoFocus={focusBack}>
            <AlertDialog.Title class="dialog-title">{props.title}</AlertDialog.Title>
            <AlertDialog.Description as="div">{props.children}</AlertDialog.Description>
            <Refusal of={props.failure} />
            <div class="dialog-acts">
              <AlertDialog.CloseButton class="secondary" aria-label="Cancel">
                Cancel
              </AlertDialog.CloseButton>
              <Button variant="danger" busy={props.busy ?? false} onClick={() => props.onConfirm()}>
                {props.act}
              </Button>
            </div>
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
