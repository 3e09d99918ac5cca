/**
 * A MongoDB-compatible server of the stage's own (Amazon DocumentDB), in a network that has no way out. One small function
 * is inside and speaks to it for the others, which stay outside and reach everything else
 * (docs/decisions/0012-one-function-inside-the-network.md, docs/databases.md).
 */
import { amazonDatabaseCertificates } from '@kachery-gateway/functions/aws/amazon-database-certificates.ts'
import { ephemeralStoreSpec } from '@kachery-gateway/functions/lambda/functions.ts'
import { ArnFormat, CfnResource, Duration, SecretValue } from 'aws-cdk-lib'
import { DatabaseCluster, StorageType } from 'aws-cdk-lib/aws-docdb'
import { InstanceType, SubnetType } from 'aws-cdk-lib/aws-ec2'
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { CaCertificate } from 'aws-cdk-lib/aws-rds'
import { type App, Function as SstFunction, type Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { checkedDocumentDb } from './document-db-connections.ts'
import { bundled, logGroupOf, roleOf, traced, tracesOf } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'
import type { Keys } from './keys.ts'
import { type PrivateNetwork, privateNetwork } from './private-network.ts'
import { removalPolicyOf } from './removal-policy.ts'
import type { DocumentDbSettings, StageSettings } from './stage-settings.ts'

/** The function that the others invoke. */
export interface EphemeralFunction {
  name: string
  arn: string
}

const port = 27017
const user = 'gateway'

/** undefined: the stage has none, and MONGO_URI says where a server is. */
export function documentDb(app: App, settings: StageSettings, keys: Keys): EphemeralFunction | undefined {
  if (settings.documentDb === undefined) return undefined
  const wanted = checkedDocumentDb(settings.documentDb)
  if (amazonDatabaseCertificates(app.region).length === 0)
    throw new Error(`documentDb: it is not known who signs the certificates of databases in ${app.region}.`)

  const stack = gatewayStack(app, 'document-db', 'The database of a Kachery gateway, and who speaks to it')
  const network = privateNetwork(stack, port, removalPolicyOf(settings.keepsData))
  const password = keys.databasePassword(stack)
  const { hostname } = cluster(stack, network, wanted, password, settings.keepsData).clusterEndpoint

  // Known beforehand: no other stack has to wait for this one, or be changed with it.
  const name = `${app.stage}-${app.name}-ephemeral-store`
  const resource = { service: 'lambda', resource: 'function', resourceName: name }
  const arn = stack.formatArn({ ...resource, arnFormat: ArnFormat.COLON_RESOURCE_NAME })
  const logs = logGroupOf(stack, 'ephemeralStore', settings.logRetention)
  const { entry, description, memory, timeout } = ephemeralStoreSpec
  new SstFunction(stack, 'ephemeralStore', {
    ...bundled,
    ...traced(settings),
    functionName: name,
    handler: `packages/functions/src/lambda/${entry}.handler`,
    description,
    memorySize: memory,
    timeout,
    reservedConcurrentExecutions: wanted.atOnce,
    role: insideRole(
      roleOf(stack, 'ephemeralStore', logs, { ...tracesOf(settings), Network: interfaces }),
      arn
    ).withoutPolicyUpdates(),
    logGroup: logs,
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroups: [network.ofFunction],
    environment: {
      // It repeats no write by itself: DocumentDB does not know how.
      MONGO_URI: `mongodb://${user}:${password}@${hostname}:${port}/?tls=true&replicaSet=rs0&retryWrites=false`
    }
  })
  return { name, arn }
}

function cluster(
  stack: Stack,
  { vpc, ofDatabase }: PrivateNetwork,
  { instanceClass, instances }: DocumentDbSettings,
  password: string,
  keepsData: boolean
): DatabaseCluster {
  const removalPolicy = removalPolicyOf(keepsData)
  // Its parameters are AWS's own, which ask for TLS.
  const made = new DatabaseCluster(stack, 'database', {
    engineVersion: '5.0.0',
    masterUser: { username: user, password: SecretValue.resourceAttribute(password) },
    port,
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroup: ofDatabase,
    instanceType: new InstanceType(instanceClass),
    instances,
    caCertificate: CaCertificate.RDS_CA_RSA2048_G1,
    storageEncrypted: true,
    storageType: StorageType.STANDARD,
    backup: { retention: Duration.days(7) },
    copyTagsToSnapshot: true,
    deletionProtection: keepsData,
    removalPolicy,
    instanceRemovalPolicy: removalPolicy
  })
  const subnets = made.node.findChild('Subnets')
  if (CfnResource.isCfnResource(subnets)) subnets.applyRemovalPolicy(removalPolicy)
  accept(made, 'AwsSolutions-DOC2', 'Its network lets one function reach it, whatever its port is.')
  accept(
    made,
    'AwsSolutions-DOC3',
    'In Secrets Manager it costs US$ 0.40 a month, and its one reader inside would need an endpoint for US$ 7 more.'
  )
  accept(
    made,
    'AwsSolutions-DOC5',
    'One function with one user reaches it, so that an audit log would tell one name at each line, and be paid for.'
  )
  return made
}

const interfaces = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses'
  ],
  resources: ['*']
}

/** Lambda itself puts the function into the network by this role; the function's own code may not use it so. */
function insideRole(role: Role, functionArn: string): Role {
  accept(
    role,
    'AwsSolutions-IAM5',
    'Network interfaces have no names beforehand; the function’s own code is denied all of them.',
    ['Resource::*']
  )
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      ...interfaces,
      conditions: { ArnEquals: { 'lambda:SourceFunctionArn': [functionArn] } }
    })
  )
  return role
}
