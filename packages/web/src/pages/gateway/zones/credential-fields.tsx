/** Fields of a bucket's credentials: sent once, never shown again. */
import { Field } from '../../../ui/field.tsx'
import type { CredentialsForm, Mistakes } from './credentials.ts'

interface CredentialFieldsProps {
  form: CredentialsForm
  mistakes: Mistakes<CredentialsForm>
  onChange(change: Partial<CredentialsForm>): void
}

export const CredentialFields = (props: CredentialFieldsProps) => (
  <>
    <Field
      label="Access key id"
      value={props.form.accessKeyId}
      onInput={accessKeyId => props.onChange({ accessKeyId })}
      mistake={props.mistakes.accessKeyId}
      longest={500}
      code
    />
    <Field
      label="Secret access key"
      type="password"
      autocomplete="new-password"
      value={props.form.secretAccessKey}
      onInput={secretAccessKey => props.onChange({ secretAccessKey })}
      mistake={props.mistakes.secretAccessKey}
      hint="Tested first, then kept encrypted. Nobody can read it here afterwards, including you."
      longest={500}
      code
    />
    <Field
      label="Endpoint"
      type="url"
      value={props.form.endpoint}
      onInput={endpoint => props.onChange({ endpoint })}
      mistake={props.mistakes.endpoint}
      hint="Of R2 and of S3-compatible servers; empty for AWS, Google and Wasabi."
      placeholder="https://…"
      longest={500}
      code
    />
  </>
)
