/** The two files of a new client, and where they belong. Whoever closes this without them has lost its private key. */

import { onCleanup } from 'solid-js'
import { shownGatewayUrl } from '../../data/base-path.ts'
import type { NewClient } from '../../data/client-keys.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { inEnvironment, inPowerShell, inShell } from './client-setup.ts'

interface MadeClientProps {
  client: NewClient
  zone: string
  onClose(): void
}

export function MadeClient(props: MadeClientProps) {
  const setup = () => ({ gatewayUrl: shownGatewayUrl(), zone: props.zone })
  return (
    <>
      <p>
        The client is registered. <strong>Download both files now</strong>: the private key is kept nowhere else, and is
        gone when you close this.
      </p>
      <p class="form-acts">
        <FileLink name="private.pem" text={props.client.privatePem} />
        <FileLink name="public.pem" text={props.client.publicPem} />
      </p>
      <p>Then, on the computer that will store files:</p>
      <CodeBlock code={inShell(setup())} language="Shell" />
      <details>
        <summary>On Windows</summary>
        <CodeBlock code={inPowerShell(setup())} language="PowerShell" />
      </details>
      <details>
        <summary>In a container, or on a cluster</summary>
        <p>Set these instead of the two files. Whoever reads the private key can store files as this client.</p>
        <CodeBlock code={inEnvironment(setup(), props.client)} language="Shell" />
      </details>
      <p class="hint">
        If the computer has a client already, its keys stay as they are. Put the new files into another folder, and set{' '}
        <code>KACHERY_CLOUD_DIR</code> to it.
      </p>
      <div class="dialog-acts">
        <button type="button" class="primary" onClick={() => props.onClose()}>
          I’ve saved both files
        </button>
      </div>
    </>
  )
}

/** Made of the text here, in this page. */
function FileLink(props: { name: string; text: string }) {
  const address = URL.createObjectURL(new Blob([props.text], { type: 'application/x-pem-file' }))
  onCleanup(() => URL.revokeObjectURL(address))
  return (
    <a class="button secondary" href={address} download={props.name} target="_self">
      Download {props.name}
    </a>
  )
}
