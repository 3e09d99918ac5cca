/** A form that a person fills in: Enter sends it, what the gateway says against it stands above its button. */
import type { JSX, ParentProps } from 'solid-js'
import type { Failure } from '../data/failures.ts'
import { Button } from './button.tsx'
import { Refusal } from './refusal.tsx'

interface FormProps {
  /** On its button. */
  act: string
  busy?: boolean
  failure?: Failure | undefined
  onSend(): void
  /** Beside the button. */
  beside?: JSX.Element
}

export function Form(props: ParentProps<FormProps>) {
  return (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault()
        if (props.busy !== true) props.onSend()
      }}
    >
      {props.children}
      <Refusal of={props.failure} />
      <div class="form-acts">
        <Button type="submit" variant="primary" busy={props.busy ?? false}>
          {props.act}
        </Button>
        {props.beside}
      </div>
    </form>
  )
}
