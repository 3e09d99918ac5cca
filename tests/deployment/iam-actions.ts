/** Which IAM action a call wants that the emulator recorded. */
import type { Call } from './deployed-stage.ts'

export function iamActionOf({ service, action }: Call): string {
  if (service === 'lambda') return 'lambda:InvokeFunction'
  if (service !== 's3') return `${service}:${action}`
  const [method = '', path = ''] = action.split(' ')
  const [, , ...key] = path.split('?')[0]?.split('/') ?? []
  const onObject = key.join('/') !== ''
  switch (method) {
    case 'GET':
    case 'HEAD':
      return onObject ? 's3:GetObject' : 's3:ListBucket'
    case 'PUT':
    case 'POST':
      return 's3:PutObject'
    case 'DELETE':
      return 's3:DeleteObject'
    default:
      throw new Error(`An S3 call of a kind that is not known here: ${action}`)
  }
}
