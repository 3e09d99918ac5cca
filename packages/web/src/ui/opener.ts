/** Whoever closes a dialog is where they were when it opened, also where what opened it is no part of the dialog. */
import { createComputed } from 'solid-js'

/** To be given to the dialog as onCloseAutoFocus. */
export function focusOpener(isOpen: () => boolean): (event: Event) => void {
  let opener: Element | null = null
  // Before the dialog takes the focus.
  createComputed(() => {
    if (isOpen()) opener = document.activeElement
  })
  return event => {
    event.preventDefault()
    const back = opener?.isConnected === true ? opener : document.querySelector('h1')
    if (back instanceof HTMLElement) back.focus()
  }
}
