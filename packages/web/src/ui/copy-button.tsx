/** Copies a text and says so. */
import { createSignal, onCleanup } from 'solid-js'

/** ms */
const shownFor = 2000

interface CopyButtonProps {
  text: string
  /** Read out after "Copy". */
  what: string
}

const words = { idle: 'Copy', copied: 'Copied', failed: 'Not copied' }

export function CopyButton(props: CopyButtonProps) {
  const [state, setState] = createSignal<keyof typeof words>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    const copied = await written(props.text)
    setState(copied ? 'copied' : 'failed')
    clearTimeout(timer)
    timer = setTimeout(() => setState('idle'), shownFor)
  }
  return (
    <button type="button" class="copy" classList={{ [state()]: true }} onClick={() => void copy()}>
      <span aria-live="polite">{words[state()]}</span>
      <span class="unseen"> {props.what}</span>
    </button>
  )
}

/** Browsers refuse it over plain http, and where people said so. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
