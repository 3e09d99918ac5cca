/** Adding users by their GitHub logins: one or a list, as people write them. GitHub is asked who they are. */
import { readLogins } from '@kachery-gateway/core/ids/github-login.ts'
import { createSignal, Show } from 'solid-js'
import { useLookUp } from '../../../data/people.ts'
import { Button } from '../../../ui/button.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import type { useSwitching } from './use-switching.ts'

interface AddUserProps {
  zone: string
  isThere(login: string): boolean
  switching: ReturnType<typeof useSwitching>
}

/** Of one change, as the gateway takes it. */
const mostAtOnce = 100

export function AddUser(props: AddUserProps) {
  const [text, setText] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  /** Logins that GitHub doesn't know, which can be added all the same. */
  const [unknown, setUnknown] = createSignal<readonly string[]>([])
  const lookUp = useLookUp(() => props.zone)
  const type = (typed: string) => {
    setText(typed)
    setMistake(undefined)
    setUnknown([])
  }
  const add = async (anyway: boolean) => {
    const typed = text()
    const { logins, mistake = logins.length === 0 ? 'Enter a GitHub login.' : undefined } = readLogins(typed)
    const fresh = logins.filter(login => !props.isThere(login))
    setMistake(
      mistake ??
        (fresh.length === 0 ? `${logins.join(', ')}: in the list already.` : undefined) ??
        (fresh.length > mostAtOnce ? `Add at most ${mostAtOnce} users at once.` : undefined)
    )
    if (mistake !== undefined || fresh.length === 0 || fresh.length > mostAtOnce) return
    // Where GitHub doesn't answer they are added as they were written.
    const people = (await lookUp.runAndWait(fresh))?.people ?? fresh.map(login => ({ login, exists: null }))
    const strangers = people.filter(({ exists }) => exists === false).map(({ login }) => login)
    if (text() !== typed) return
    if (strangers.length > 0 && !anyway) return setUnknown(strangers)
    type('')
    const names = people.map(({ login }) => login)
    const users = Object.fromEntries(names.map(login => [login, { upload: true, download: true }]))
    const added = await props.switching.turn({ users }, `Couldn’t add ${names.join(', ')}`)
    if (!added && text() === '') setText(typed)
  }
  return (
    <div onPaste={event => pasteLines(event, text(), type)}>
      <Form act="Add user" busy={lookUp.busy()} onSend={() => void add(false)}>
        <Field
          label="Add users"
          value={text()}
          onInput={type}
          mistake={mistake()}
          placeholder="GitHub login"
          longest={5_000}
          hint="One login, or several with commas between them. They can upload and download; change that above. Takes effect within a minute, even if they have never signed in."
        />
        <div aria-live="polite">
          <Show when={unknown().length > 0}>
            <p class="field-mistake">GitHub has no user {unknown().join(', ')}. Check the spelling.</p>
            <Button onClick={() => void add(true)}>Add anyway</Button>
          </Show>
        </div>
      </Form>
    </div>
  )
}

/** A field of one line would join the lines of a pasted list with nothing between them. */
function pasteLines(event: ClipboardEvent, before: string, type: (text: string) => void): void {
  const pasted = event.clipboardData?.getData('text').trim() ?? ''
  if (!/[\r\n]/.test(pasted)) return
  event.preventDefault()
  type([before.trim(), pasted.replaceAll(/\s*[\r\n]+\s*/g, ', ')].filter(part => part !== '').join(', '))
}
