/** A button that says what it does, and shows that it is at it. */
import { type JSX, type ParentProps, Show, splitProps } from 'solid-js'

interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one thing to do here. `secondary`: one of several. `danger`: something goes away. `ghost`: beside a row. */
  variant?: 'primary' | 'secondary' | 'danger' | 'ghost'
  /** While it works: it is not pressed twice, and keeps the focus. */
  busy?: boolean
}

export function Button(props: ParentProps<ButtonProps>) {
  const [own, rest] = splitProps(props, ['variant', 'busy', 'children', 'onClick', 'type', 'class'])
  const press: JSX.EventHandler<HTMLButtonElement, MouseEvent> = event => {
    if (own.busy) event.preventDefault()
    else if (typeof own.onClick === 'function') own.onClick(event)
  }
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={`${own.variant ?? 'secondary'} ${own.class ?? ''}`}
      aria-busy={own.busy}
      onClick={press}
    >
      <Show when={own.busy}>
        <span class="spinner" aria-hidden="true" />
      </Show>
      <span class="label">{own.children}</span>
    </button>
  )
}
