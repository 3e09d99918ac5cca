/** Code to read and to copy. */
import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  code: string
  /** Read out. */
  name: string
}

export function CodeBlock(props: CodeBlockProps) {
  return (
    <div class="code-block">
      <pre>
        <code>{props.code}</code>
      </pre>
      <CopyButton text={props.code} what={props.name} />
    </div>
  )
}
