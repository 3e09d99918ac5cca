/**
 * Every type of resource that the templates of a stage have, and what it costs while nobody calls: a test holds the list
 * to the templates. Whatever is made anew has to say here what it costs.
 */
import { type FunctionSpec, functions, keptKeys, operatorSecrets } from '@kachery-gateway/functions/lambda/functions.ts'
import type { Amounts, Priced } from './prices.ts'

export interface ResourceCost {
  /** What is paid for it; empty: nothing. */
  priced: readonly Priced[]
  /** A sentence for the table. */
  idle: string
}

const free = (idle: string): ResourceCost => ({ priced: [], idle })

export const resourceTypes: Record<string, ResourceCost> = {
  'AWS::ApiGatewayV2::Api': { priced: ['apiRequest'], idle: 'paid by request' },
  'AWS::ApiGatewayV2::Integration': free('part of the API'),
  'AWS::ApiGatewayV2::Route': free('part of the API'),
  'AWS::ApiGatewayV2::Stage': free('part of the API'),
  'AWS::Budgets::Budget': free('budgets that only tell are free'),
  'AWS::CloudFront::Distribution': {
    priced: ['cloudFrontRequest', 'cloudFrontGb'],
    idle: 'paid by request and GB'
  },
  'AWS::CloudFront::Function': { priced: ['cloudFrontFunction'], idle: 'paid by run: pages of the site only' },
  'AWS::CloudFront::OriginAccessControl': free('part of the distribution'),
  'AWS::CloudFront::ResponseHeadersPolicy': free('part of the distribution'),
  'AWS::CloudWatch::Alarm': { priced: ['alarmMetric'], idle: 'each metric that an alarm looks at' },
  'AWS::CloudWatch::Dashboard': { priced: ['dashboard'], idle: 'each dashboard' },
  'AWS::DynamoDB::Table': {
    priced: ['tableRead', 'tableWrite', 'tableGb', 'tableRecoveryGb'],
    idle: 'on demand: paid by request and GB'
  },
  'AWS::Events::Rule': free('rules on a schedule are free; what they start is paid'),
  'AWS::IAM::Policy': free('IAM is free'),
  'AWS::IAM::Role': free('IAM is free'),
  'AWS::Lambda::EventInvokeConfig': free('part of the function'),
  'AWS::Lambda::EventSourceMapping': {
    priced: ['queueRequest'],
    idle: 'asks its queue day and night: five pollers, each 20 s'
  },
  'AWS::Lambda::Function': { priced: ['lambdaRequest', 'lambdaGbSecond'], idle: 'paid by request and time' },
  'AWS::Lambda::Permission': free('part of the function'),
  'AWS::Logs::LogGroup': { priced: ['logGb'], idle: 'paid by GB' },
  'AWS::Logs::MetricFilter': {
    priced: ['customMetric'],
    idle: 'paid by the hour in which its metric has lines: a quiet stage has none'
  },
  'AWS::Route53::RecordSet': free('in a hosted zone that is yours already; aliases to CloudFront cost nothing'),
  'AWS::S3::Bucket': { priced: ['bucketGb', 'bucketRead', 'bucketWrite', 'downloadGb'], idle: 'the site: 1 MB' },
  'AWS::S3::BucketPolicy': free('part of the bucket'),
  'AWS::SNS::Subscription': { priced: ['mail'], idle: 'paid by e-mail' },
  'AWS::SNS::Topic': free('paid by message'),
  'AWS::SNS::TopicPolicy': free('part of the topic'),
  'AWS::SQS::Queue': { priced: ['queueRequest'], idle: 'paid by request' },
  'AWS::SQS::QueuePolicy': free('part of the queue'),
  'AWS::SSM::Parameter': { priced: ['parameter', 'keyUse'], idle: 'standard ones are free' },
  'Custom::CloudFrontInvalidator': free('runs while something is deployed'),
  'Custom::KeptKey': free('runs while something is deployed'),
  'Custom::S3AutoDeleteObjects': free('runs while something is deployed'),
  'Custom::S3Uploader': free('runs while something is deployed')
}

/** What a stage with a DocumentDB has beside; docs/databases.md says what it costs. */
export const databaseTypes = [
  'AWS::DocDB::DBCluster',
  'AWS::DocDB::DBInstance',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC'
]

/** How many a stage has of what is paid by number; held to the templates too. */
export const standing = { alarmMetrics: 13, dashboards: 1, eventSourceMappings: 2, parameters: 12 }

const hoursOfMonth = 730
/** Lambda begins with five for each mapping, each of which asks for 20 s at a time. */
const pollers = 5
const pollSeconds = 20

/** Runs of the jobs, which find little to do; s and GB of each, on the safe side. */
const jobRuns = Object.values<FunctionSpec>(functions).reduce(
  (sum, { job }) => sum + (job === undefined ? 0 : hoursOfMonth / job.everyHours),
  0
)
const jobSeconds = 3
const jobGb = 0.5

export const pollsOfMonth = (pollers * hoursOfMonth * 3600) / pollSeconds

/** What a stage uses in a month in which nobody calls. */
export const idleAmounts: Amounts = {
  alarmMetric: standing.alarmMetrics,
  dashboard: standing.dashboards,
  lambdaRequest: Math.round(jobRuns),
  lambdaGbSecond: Math.round(jobRuns * jobSeconds * jobGb),
  queueRequest: standing.eventSourceMappings * pollsOfMonth,
  parameter: standing.parameters + keptKeys.length + operatorSecrets.length,
  // The site and what was deployed of the functions, in CDK's own bucket.
  bucketGb: 0.02
}
