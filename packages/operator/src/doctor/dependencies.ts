/** What the doctor's checks reach for. Tests put others in place of it. */
import type { BucketCredentials } from '@kachery-gateway/core/stores/bucket-uri.ts'
import type { Alarms } from '../aws/alarms.ts'
import type { LambdaLimit } from '../aws/lambda-limit.ts'
import type { Parameters } from '../aws/parameters.ts'
import type { Queues } from '../aws/queues.ts'
import type { Stacks } from '../aws/stacks.ts'
import type { Subscriptions } from '../aws/subscriptions.ts'
import type { Tables } from '../aws/tables.ts'
import type { TextObjects } from '../aws/text-objects.ts'
import type { BucketProbe } from './bucket-probe.ts'

export interface Dependencies {
  stacks: Stacks
  parameters: Parameters
  objects: TextObjects
  queues: Queues
  alarms: Alarms
  subscriptions: Subscriptions
  lambdaLimit: LambdaLimit
  tables: Tables
  fetch: typeof fetch
  /** Throws an Error without credentials in it. */
  pingMongo(uri: string): Promise<void>
  probe: BucketProbe
  /** The operator's own, for the deployment's bucket. */
  credentials(): Promise<BucketCredentials>
  /** ms since the epoch, on this machine. */
  now(): number
  /** Commit of the checkout that the doctor runs from; undefined: none. */
  checkedOut(): Promise<string | undefined>
}
