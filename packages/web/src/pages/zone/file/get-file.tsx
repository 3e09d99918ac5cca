/** A file's bytes: to be downloaded, and what programs load it by. */
import { Show } from 'solid-js'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { nameInAddress } from '../../../ui/name-in-address.ts'
import { bytesText, countText } from '../usage/quantity.ts'

interface GetFileProps {
  zone: string
  hash: string
  /** bytes */
  size: number
  name: string | null
  downloads: number
}

export function GetFile(props: GetFileProps) {
  const uri = () => `sha1://${props.hash}`
  const path = () => `/z/${props.zone}/sha1/${props.hash}${props.name === null ? '' : `/${nameInAddress(props.name)}`}`
  const address = () => `${window.location.origin}${path()}`
  return (
    <section class="card" aria-labelledby="get-heading">
      <div class="card-head">
        <h2 id="get-heading">{props.name ?? 'Get it'}</h2>
        {/* With a target, the router leaves it to the browser. */}
        <a class="button primary" href={path()} target="_self">
          Download
        </a>
      </div>
      <Facts>
        <Show when={props.name}>{name => <Fact name="Name">{name()}</Fact>}</Show>
        <Fact name="Size">{bytesText(props.size)}</Fact>
        <Fact name="Downloads">
          {countText(props.downloads)} <span class="hint">counted once a day</span>
        </Fact>
        <Fact name="URI">
          <code>{uri()}</code> <CopyButton text={uri()} what="the URI" />
        </Fact>
      </Facts>
      <CodeBlock code={`import kachery_cloud as kc\npath = kc.load_file("${uri()}")`} language="Python" />
      <CodeBlock
        code={`curl -L -C - -o ${props.hash} -H "authorization: Bearer $KACHERY_API_KEY" "${address()}"`}
        language="curl"
      />
    </section>
  )
}
