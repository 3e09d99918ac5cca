/** The jobs: each on a schedule, each a function of its own. A delivery that fails on either hop is kept for a person. */
import { type FunctionSpec, functions, type JobFunctionName } from '@kachery-gateway/functions/lambda/functions.ts'
import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { App, Function as SstFunction, Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { gatewayFunction, type SharedResources } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'
import { countLines, linesOf } from './log-metric.ts'

export interface ScheduledJobs {
  jobs: Record<JobFunctionName, SstFunction>
  deadLetters: Queue
}

/** How often a zone's bucket was found broken or began to fail in a job, and well again. */
export const zonesBroken = 'zones broken'
export const zonesHealed = 'zones healed'

const jobNames = ['archiveLogs', 'countUsage', 'sweep', 'checkZones'] as const satisfies readonly JobFunctionName[]

export function scheduledJobs(app: App, shared: SharedResources): ScheduledJobs {
  const stack = gatewayStack(app, 'jobs', 'What keeps a Kachery gateway in order by itself')
  const deadLetters = new Queue(stack, 'job-dead-letters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14)
  })
  accept(deadLetters, 'AwsSolutions-SQS3', 'It is itself where undelivered messages go.')
  const jobs = {
    archiveLogs: job(stack, 'archiveLogs', shared, deadLetters),
    countUsage: job(stack, 'countUsage', shared, deadLetters),
    sweep: job(stack, 'sweep', shared, deadLetters),
    checkZones: job(stack, 'checkZones', shared, deadLetters)
  }
  const checked = jobs.checkZones.logGroup
  countLines(stack, 'zone-broken', checked, { name: zonesBroken, pattern: linesOf('zone.broken') })
  countLines(stack, 'zone-healed', checked, { name: zonesHealed, pattern: linesOf('zone.healed') })
  for (const name of jobNames)
    countLines(stack, `${name}-began-failing`, jobs[name].logGroup, {
      name: zonesBroken,
      pattern: linesOf('job.zone_began_failing')
    })
  return { jobs, deadLetters }
}

function job(stack: Stack, name: JobFunctionName, shared: SharedResources, deadLetters: Queue): SstFunction {
  const made = gatewayFunction(stack, name, shared, deadLetters)
  const spec: FunctionSpec = functions[name]
  new Rule(stack, `${name}-schedule`, {
    description: spec.description,
    schedule: Schedule.rate(Duration.hours(spec.job?.everyHours ?? 24)),
    targets: [
      new LambdaFunction(made, { deadLetterQueue: deadLetters, retryAttempts: 3, maxEventAge: Duration.hours(1) })
    ]
  })
  return made
}
