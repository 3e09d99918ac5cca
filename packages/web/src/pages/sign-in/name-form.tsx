/** Asks for a name, where GitHub would ask for consent: at a gateway on one machine, in a sign-in that began just now. */
import { createSignal } from 'solid-js'
import { placeOf } from '../../data/base-path.ts'
import { useChange } from '../../data/use-change.ts'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

/** As the gateway allows, characters. */
const longest = 39

/** `state`: of the address that one was led to. */
export function NameForm(props: { state: string }) {
  const [name, setName] = createSignal('')
  const take = useChange({
    work: (api, typed: string) => api('POST /api/sign-in/name', { body: { name: typed, state: props.state } }),
    onDone: ({ leadsTo }) => window.location.replace(placeOf(leadsTo))
  })
  return (
    <section class="card" aria-labelledby="name-heading">
      <h2 id="name-heading">Who are you?</h2>
      <p>Your clients and zones are kept under this name. You’ll come back to where you were.</p>
      <Form act="Sign in" busy={take.busy()} failure={take.failure()} onSend={() => take.run(name().trim())}>
        <Field
          label="Name"
          value={name()}
          onInput={setName}
          longest={longest}
          autocomplete="username"
          hint="1 to 39 letters, digits, hyphens, underscores and dots. There is no password: the gateway listens to this machine only, and believes whoever uses it."
          required
          autofocus
        />
      </Form>
    </section>
  )
}
