/** Short messages about what was just done, or refused; read out, and gone by themselves. */
import { Toast, toaster } from '@kobalte/core/toast'
import { Show } from 'solid-js'
import { type Severity, SeverityIcon } from './icons.tsx'

interface Message {
  severity: Severity
  title: string
  text?: string
}

/** ms; what went wrong stays longer. */
const shownFor = { good: 5_000, info: 5_000, warn: 12_000, bad: 12_000 }

export function toast(message: Message): void {
  toaster.show(props => (
    <Toast
      as="div"
      toastId={props.toastId}
      class={`toast ${message.severity}`}
      duration={shownFor[message.severity]}
      priority={message.severity === 'bad' ? 'high' : 'low'}
    >
      <SeverityIcon severity={message.severity} />
      <div>
        <Toast.Title class="toast-title">{message.title}</Toast.Title>
        <Show when={message.text}>
          <Toast.Description class="toast-text">{message.text}</Toast.Description>
        </Show>
      </div>
      <Toast.CloseButton class="ghost" aria-label="Close this message">
        ✕
      </Toast.CloseButton>
    </Toast>
  ))
}

/** Where they stand: once, in the frame. */
export const Toasts = () => (
  <Toast.Region limit={3} swipeDirection="right" aria-label="Messages ({hotkey})">
    <Toast.List as="div" class="toasts" />
  </Toast.Region>
)
