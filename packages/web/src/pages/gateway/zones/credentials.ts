/** What a person fills in for a bucket: kept in the form's memory alone, until it is sent. */

export interface BucketForm {
  bucketUri: string
  directory: string
  accessKeyId: string
  secretAccessKey: string
  endpoint: string
}

export const emptyBucket: BucketForm = {
  bucketUri: '',
  directory: '',
  accessKeyId: '',
  secretAccessKey: '',
  endpoint: ''
}

export type CredentialsForm = Pick<BucketForm, 'accessKeyId' | 'secretAccessKey' | 'endpoint'>

export const credentialsOf = ({ accessKeyId, secretAccessKey, endpoint }: CredentialsForm) => ({
  accessKeyId: accessKeyId.trim(),
  secretAccessKey: secretAccessKey.trim(),
  ...(endpoint.trim() === '' ? {} : { endpoint: endpoint.trim() })
})

export type Mistakes<F> = { [K in keyof F]?: string }

export function credentialMistakes(form: CredentialsForm, bucketUri: string): Mistakes<CredentialsForm> {
  const endpoint = form.endpoint.trim()
  return {
    ...(form.accessKeyId.trim() === '' ? { accessKeyId: 'The access key’s id is missing.' } : {}),
    ...(form.secretAccessKey.trim() === '' ? { secretAccessKey: 'The secret access key is missing.' } : {}),
    ...(endpoint === '' && bucketUri.trim().startsWith('r2://')
      ? { endpoint: 'R2 needs it: https://ACCOUNT.r2.cloudflarestorage.com' }
      : endpoint !== '' && !/^https?:\/\//.test(endpoint)
        ? { endpoint: 'It begins with https://' }
        : {})
  }
}

/** What is certainly wrong; the rest the gateway says. */
export function bucketMistakes(form: BucketForm): Mistakes<BucketForm> {
  const uri = form.bucketUri.trim()
  return {
    ...(/^(s3|aws|r2|gs|wasabi):\/\/[^/?#]+/.test(uri)
      ? {}
      : { bucketUri: 'It is written like s3://NAME?region=eu-west-1, r2://NAME, gs://NAME or wasabi://NAME?region=…' }),
    ...credentialMistakes(form, uri)
  }
}

export const none = (mistakes: object): boolean => Object.keys(mistakes).length === 0
