/**
 * What an operator is told, and where to look: alarms, each with a sentence of what to do, and a dashboard. No
 * metric has a zone as dimension: zones are many, and each would cost. Ten metrics with alarms are free, three more cost
 * US$ 0.30 a month. tests/stacks/alarms.test.ts plays what happens on AWS through each alarm.
 */
import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  SingleValueWidget,
  TextWidget,
  TreatMissingData
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { App, Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { type AlarmName, type AlarmText, alarms } from './alarms.ts'
import { failedAnswers, type GatewayApi } from './api.ts'
import { gatewayStack } from './gateway-stack.ts'
import { globalName } from './global-name.ts'
import { type ScheduledJobs, zonesBroken, zonesHealed } from './jobs.ts'
import { logMetric } from './log-metric.ts'
import type { Queues } from './queues.ts'
import type { StageSettings } from './stage-settings.ts'
import type { Storage } from './storage.ts'
import { unfinishedOf, type Workers } from './workers.ts'

interface Watched {
  api: GatewayApi
  jobs: ScheduledJobs
  workers: Workers
  queues: Queues
  stores: Storage
}

/** Gives where alarms are told. */
export function monitoring(app: App, settings: StageSettings, watched: Watched): Topic {
  const stack = gatewayStack(app, 'monitoring', 'What the operator of a Kachery gateway is told')
  const topic = new Topic(stack, 'alarms', { displayName: `Kachery gateway ${app.stage}`, enforceSSL: true })
  accept(
    topic,
    'AwsSolutions-SNS2',
    'Alarms hold no secrets, and CloudWatch cannot write to a topic under AWS’s own key; one of ours costs US$ 1 a month.'
  )
  // A topic with a policy of its own lets nobody write to it who is not named there.
  for (const service of ['cloudwatch', 'budgets'])
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': app.account } }
      })
    )
  if (settings.alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(settings.alarmEmail))

  const metrics = metricsOf(app, watched)
  for (const [name, { threshold, periods, of = periods, what, todo }] of Object.entries<AlarmText>(alarms)) {
    const alarm = new Alarm(stack, name, {
      alarmName: `${app.name}-${app.stage}-${name}`,
      alarmDescription: `${what} ${todo}`,
      metric: metrics[name as AlarmName],
      threshold,
      evaluationPeriods: of,
      datapointsToAlarm: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING
    })
    alarm.addAlarmAction(new SnsAction(topic))
    // What happened once does not end: nobody is told that it did.
    if (!/^zone-/.test(name)) alarm.addOkAction(new SnsAction(topic))
  }
  dashboard(stack, app, metrics, watched)
  return topic
}

function metricsOf(app: App, { api, queues, jobs }: Watched): Record<AlarmName, IMetric> {
  const period = Duration.minutes(5)
  const ofApi = (metricName: string, statistic: string) =>
    new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      statistic,
      period,
      dimensionsMap: { ApiId: api.api.httpApiId }
    })
  const ofLogs = (name: string, statistic: 'Sum' | 'Maximum') => logMetric(app, name, statistic).with({ period })
  const deadLetters = (queue: Queue) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' })
  const { verifications, logItems } = queues
  return {
    'failing-answers': new MathExpression({
      label: 'answers that failed, %',
      expression: '100 * failed / MAX([count, 20])',
      usingMetrics: { failed: ofLogs(failedAnswers, 'Sum'), count: ofApi('Count', 'Sum') },
      period
    }),
    'slow-answers': ofApi('Latency', 'p99'),
    // Of all functions of the account, which share its limit.
    throttled: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum', period }),
    'verify-upload-fails': ofLogs(unfinishedOf('verifyUpload'), 'Maximum'),
    'replay-log-items-fails': ofLogs(unfinishedOf('replayLogItems'), 'Maximum'),
    'verifications-dead-letters': deadLetters(verifications.deadLetters),
    'log-items-dead-letters': deadLetters(logItems.deadLetters),
    'job-dead-letters': deadLetters(jobs.deadLetters),
    'zone-broken': ofLogs(zonesBroken, 'Sum'),
    'zone-healed': ofLogs(zonesHealed, 'Sum'),
    'verifications-wait': verifications.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    'log-items-wait': logItems.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' })
  }
}

function dashboard(
  stack: Stack,
  app: App,
  metrics: Record<AlarmName, IMetric>,
  { api, workers, queues, stores, jobs }: Watched
): void {
  const period = Duration.minutes(5)
  const functions = [api.gateway, api.site, workers.verifyUpload, workers.replayLogItems]
  const graph = (title: string, left: IMetric[], unit: string) =>
    new GraphWidget({ title, left, leftYAxis: { label: unit, showUnits: false, min: 0 }, width: 12, period })
  new Dashboard(stack, 'dashboard', {
    dashboardName: globalName(app),
    widgets: [
      [
        new TextWidget({
          markdown: `# Kachery gateway, stage ${app.stage}\nWhat each alarm means and what to do: docs/hosting.md`,
          width: 24,
          height: 2
        })
      ],
      [
        new SingleValueWidget({
          title: 'Now',
          metrics: [metrics['failing-answers'], metrics['job-dead-letters'], metrics['log-items-wait']],
          width: 24
        })
      ],
      [
        graph(
          'Requests in 5 minutes',
          functions.slice(0, 2).map(each => each.metricInvocations({ period, label: each.node.id })),
          'requests'
        ),
        graph(
          'Time to an answer',
          ['p50', 'p99'].map(
            statistic =>
              new Metric({
                namespace: 'AWS/ApiGateway',
                metricName: 'Latency',
                statistic,
                period,
                label: statistic,
                dimensionsMap: { ApiId: api.api.httpApiId }
              })
          ),
          'ms'
        )
      ],
      [
        graph(
          'Functions: duration, p99',
          functions.map(each => each.metricDuration({ period, statistic: 'p99', label: each.node.id })),
          'ms'
        ),
        graph(
          'Functions: errors and throttles',
          functions.flatMap(each => [
            each.metricErrors({ period, label: `${each.node.id} errors` }),
            each.metricThrottles({ period, label: `${each.node.id} throttles` })
          ]),
          'count'
        )
      ],
      [
        graph(
          'Messages waiting',
          [queues.verifications.queue, queues.logItems.queue].map(each =>
            each.metricApproximateNumberOfMessagesVisible({ period })
          ),
          'messages'
        ),
        graph(
          'Registry: capacity used',
          [
            stores.registry.metricConsumedReadCapacityUnits({ period }),
            stores.registry.metricConsumedWriteCapacityUnits({ period })
          ],
          'units'
        )
      ],
      [
        graph(
          'Jobs: time that a run takes',
          Object.values(jobs.jobs).map(each =>
            each.metricDuration({ period, statistic: 'Maximum', label: each.node.id })
          ),
          'ms'
        ),
        graph('Zones that broke or healed', [metrics['zone-broken'], metrics['zone-healed']], 'zones')
      ]
    ]
  })
}
