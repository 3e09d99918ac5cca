/** What a route is: the one table of them is ../routes.ts. */
import type { AccessPolicy } from '@kachery-gateway/core/access/access-policy.ts'
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import type { JobName } from '@kachery-gateway/core/ids/job-name.ts'
import type { JobOptions } from '@kachery-gateway/core/job-context.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { About } from '../about.ts'
import type { ConfigurationIssues } from '../configuration-issues.ts'
import type { SiteDeps } from '../sign-in/site-deps.ts'

/** What handlers work with beside the domain's dependencies. */
export interface Gateway extends GatewayDeps {
  /** Origins whose pages may call /api/gateway. */
  allowedOrigins: readonly string[]
  /** What its operator says of it. */
  about?: About
  /** What it lacks; absent where a gateway that lacks something does not start. */
  configurationIssues?: ConfigurationIssues
  /** On the disk that it stores on; absent where that is somebody else's matter. */
  freeBytes?(): Promise<number>
  /** Absent where only kachery clients are answered. */
  site?(): Promise<SiteDeps>
  /** Starts a job, and returns when it is sure to run; absent where nothing does jobs. `how`: see JobOptions. */
  startJob?(job: JobName, how?: Pick<JobOptions, 'usersOnly'>): Promise<void>
  /** Days after which deleted files leave the trash; absent: never. */
  trashDays?: number
}

/** A gateway that may still be being made: the first request waits for it, a failed making is tried again. */
export type GatewaySource = () => Gateway | Promise<Gateway>

/** A Lambda handler for API Gateway v2 events. */
export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context
) => Promise<APIGatewayProxyStructuredResultV2>

/** A route as plain data: whoever reads the table loads no handler. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  path: string
  /** The Lambda function that serves it. */
  function: 'gateway' | 'site'
  /** Who may call it; what they may do is the access table's matter. */
  caller: AccessPolicy
  /** One sentence for the API document. */
  summary: string
  load(): Promise<(gateway: GatewaySource) => HttpHandler>
}
