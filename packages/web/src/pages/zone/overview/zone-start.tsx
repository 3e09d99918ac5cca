/** How to begin with this zone, for oneself or for a colleague. */

import { createSignal, For } from 'solid-js'
import { shownGatewayUrl } from '../../../data/base-path.ts'
import { useSession } from '../../../data/session.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Choice } from '../choice.tsx'
import { commandsOf, messageOf } from './zone-commands.ts'

export function ZoneStart(props: { zone: string }) {
  const session = useSession()
  const start = () => ({ gatewayUrl: session.value()?.gatewayUrl ?? shownGatewayUrl(), zone: props.zone })
  const [language, setLanguage] = createSignal('bash')
  return (
    <section class="card" aria-labelledby="start-heading">
      <h2 id="start-heading">Use this zone</h2>
      <Choice
        name="Language"
        options={commandsOf(start()).map(({ language }) => ({ value: language, label: language }))}
        value={language()}
        onChoose={setLanguage}
      />
      <For each={commandsOf(start()).filter(one => one.language === language())}>
        {({ code }) => <CodeBlock code={code} language={language()} />}
      </For>
      <p class="card-more">
        Send it to a colleague: <CopyButton text={messageOf(start())} what="as a message" />
      </p>
    </section>
  )
}
