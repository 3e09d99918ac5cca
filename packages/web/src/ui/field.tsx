/** A field of a form, with its name, a hint, and what is wrong with what is in it. */
import { TextField } from '@kobalte/core/text-field'
import { createEffect, type JSX, Show } from 'solid-js'
import { tooLong } from './too-long.ts'

interface FieldProps {
  label: string
  value: string
  onInput(value: string): void
  hint?: JSX.Element
  mistake?: string | undefined
  name?: string
  type?: 'text' | 'password' | 'url' | 'search' | 'number' | 'date'
  placeholder?: string
  /** Characters; longer text is refused with a sentence. */
  longest?: number
  required?: boolean
  disabled?: boolean
  /** Of several lines. */
  rows?: number
  /** For secrets and the like `off`. */
  autocomplete?: string
  autofocus?: boolean
  /** For what machines read: ids, URLs. */
  code?: boolean
}

export function Field(props: FieldProps) {
  const mistake = () => tooLong(props.value, props.longest) ?? props.mistake
  let place: HTMLInputElement | HTMLTextAreaElement | undefined
  // Its form is not sent then.
  createEffect(() => place?.setCustomValidity(tooLong(props.value, props.longest) ?? ''))
  const writing = () => ({
    ref: (element: HTMLInputElement | HTMLTextAreaElement) => {
      place = element
    },
    placeholder: props.placeholder,
    autocomplete: props.autocomplete ?? 'off',
    autocapitalize: 'none' as const,
    autofocus: props.autofocus,
    spellcheck: false,
    classList: { code: props.code === true }
  })
  return (
    <TextField
      class="field"
      value={props.value}
      onChange={props.onInput}
      name={props.name ?? ''}
      required={props.required ?? false}
      disabled={props.disabled ?? false}
      validationState={mistake() === undefined ? 'valid' : 'invalid'}
    >
      <TextField.Label>{props.label}</TextField.Label>
      <Show when={props.rows} fallback={<TextField.Input type={props.type ?? 'text'} {...writing()} />}>
        <TextField.TextArea rows={props.rows} {...writing()} />
      </Show>
      <Show when={props.hint}>
        <TextField.Description class="hint">{props.hint}</TextField.Description>
      </Show>
      <TextField.ErrorMessage class="field-mistake">{mistake()}</TextField.ErrorMessage>
    </TextField>
  )
}
