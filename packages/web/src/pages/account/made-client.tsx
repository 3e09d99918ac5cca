/** The two files of a new client, and where they belong. Whoever closes this without them has lost its private key. */
import { onCleanup } from 'solid-js'
import type { NewClient } from '../../data/client-keys.ts'
import { CodeBlock } from '../../ui/code-block.tsx'

interface MadeClientProps {
  client: NewClient
  zone: string
  onClose(): void
}

export function MadeClient(props: MadeClientProps) {
  const lines = () =>
    [
      'mkdir -p ~/.kachery-cloud',
      'mv ~/Downloads/private.pem ~/Downloads/public.pem ~/.kachery-cloud/',
      'chmod 600 ~/.kachery-cloud/private.pem',
      `export KACHERY_GATEWAY_URL=${window.location.origin}`,
      ...(props.zone === 'default' ? [] : [`export KACHERY_ZONE=${props.zone}`])
    ].join('\n')
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
      <p>Then, on the computer that shall store files:</p>
      <CodeBlock code={lines()} language="Shell" />
      <div class="dialog-acts">
        <button type="button" class="main" onClick={() => props.onClose()}>
          I have both files
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
    <a class="button plain" href={address} download={props.name} target="_self">
      Download {props.name}
    </a>
  )
}
