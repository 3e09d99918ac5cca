/** Code to read and to copy. */
import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  code: string
  /** What it is written in. */
  language: string
}

export function CodeBlock(props: CodeBlockProps) {
  return (
    <div class="code-block">
      <p>
        {props.language} <CopyButton text={props.code} what={`${props.language} code`} />
      </p>
      <pre>
        <code>{props.code}</code>
      </pre>
    </div>
  )
}
