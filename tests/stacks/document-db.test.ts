/** A stage with a database of its own: one function is in its network, and everything else has its way out. */
import { functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { describe, expect, it } from 'vitest'
import { connectionsPerFunction } from '../../packages/functions/src/lambda/connections.ts'
import { checkedDocumentDb, connectionLimits, mostAtOnce } from '../../stacks/document-db-connections.ts'
import { actionsOf, roleNamed } from './actions.ts'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('documentDb')
const functionsOf = ({ resources }: typeof stage) =>
  Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
const inside = functionsOf(stage).filter(([, { Properties }]) => Properties.VpcConfig !== undefined)
const variablesOf = (name: string) => {
  const [, found] = functionsOf(stage).find(([id]) => id.split('.')[1]?.startsWith(name)) ?? []
  return JSON.parse(JSON.stringify(found?.Properties.Environment ?? {}))?.Variables ?? {}
}
const askers = [
  'gateway',
  'site',
  'verifyUpload',
  'replayLogItems',
  'archiveLogs',
  'countUsage',
  'sweep',
  'checkZones'
] as const
const functionName = 'lab-kachery-gateway-ephemeral-store'

describe('the network', () => {
  it('has one function in it; those that sign people in and presign for R2 zones are outside, with a way out', () => {
    expect(inside.map(([, { Properties }]) => Properties.FunctionName)).toEqual([functionName])
    const outside = functionsOf(stage).map(([id]) => id)
    for (const name of askers) expect(outside.filter(id => id.split('.')[1]?.startsWith(name))).toHaveLength(1)
  })

  it('has no way out or in, and nothing in it that costs: no gateway, no NAT, no endpoint, no public subnet', () => {
    const types = Object.values(stage.resources).map(({ Type }) => Type)
    expect(
      types.filter(type => /InternetGateway|NatGateway|VPCEndpoint|EIP|AWS::EC2::Route$|Peering/.test(type))
    ).toEqual([])
    const subnets = ofType(stage, 'AWS::EC2::Subnet')
    expect(subnets).toHaveLength(2)
    for (const [, { Properties }] of subnets) expect(Properties.MapPublicIpOnLaunch).toBe(false)
    expect(new Set(subnets.map(([, { Properties }]) => JSON.stringify(Properties.AvailabilityZone))).size).toBe(2)
  })

  it('lets that function speak to the database’s port, and no one else to anyone', () => {
    const rules = [
      ...ofType(stage, 'AWS::EC2::SecurityGroupIngress'),
      ...ofType(stage, 'AWS::EC2::SecurityGroupEgress')
    ]
    expect(rules).toHaveLength(2)
    for (const [, { Properties }] of rules) {
      expect(Properties).toMatchObject({ FromPort: 27017, ToPort: 27017, IpProtocol: 'tcp' })
      expect(JSON.stringify(Properties)).not.toMatch(/Cidr/)
    }
    for (const [id, { Properties }] of ofType(stage, 'AWS::EC2::SecurityGroup')) {
      expect(Properties.SecurityGroupIngress, id).toBeUndefined()
      expect(JSON.stringify(Properties.SecurityGroupEgress ?? []), id).not.toContain('0.0.0.0/0')
    }
  })
})

describe('the database', () => {
  const [, cluster] = ofType(stage, 'AWS::DocDB::DBCluster')[0] ?? []

  it('is encrypted, backed up for a week, and has AWS’s own parameters, which ask for TLS', () => {
    expect(cluster?.Properties).toMatchObject({
      EngineVersion: '5.0.0',
      StorageEncrypted: true,
      BackupRetentionPeriod: 7,
      MasterUserPassword: { 'Fn::GetAtt': [expect.stringMatching(/^keptdatabasepassword/), 'value'] }
    })
    expect(cluster?.Properties.DBClusterParameterGroupName).toBeUndefined()
    expect(ofType(stage, 'AWS::DocDB::DBClusterParameterGroup')).toEqual([])
    expect(String(JSON.stringify(variablesOf('ephemeralStore').MONGO_URI))).toContain('/?tls=true&')
  })

  it('shows a certificate that the function’s bundle knows the authority of', () => {
    for (const [id, { Properties }] of ofType(stage, 'AWS::DocDB::DBInstance'))
      expect(Properties.CACertificateIdentifier, id).toBe('rds-ca-rsa2048-g1')
  })

  it('outlives its stage with all that it stands on, and is not deleted by accident, where data are kept', () => {
    expect(cluster?.Properties.DeletionProtection).toBe(true)
    const parts = /^AWS::(DocDB::|EC2::(VPC|Subnet|RouteTable)$)/
    const kept = Object.entries(stage.resources).filter(([, { Type }]) => parts.test(Type))
    expect(kept).toHaveLength(8)
    for (const [id, { DeletionPolicy }] of kept) expect([id, DeletionPolicy]).toEqual([id, 'Retain'])
  })

  it('has as many instances of that kind as the stage wants', () => {
    const classes = ofType(stage, 'AWS::DocDB::DBInstance').map(([, { Properties }]) => Properties.DBInstanceClass)
    expect(classes).toEqual(['db.t4g.medium', 'db.t4g.medium'])
  })

  it('is not there in a stage that does not ask for it', () => {
    for (const variant of ['personal', 'full'] as const)
      expect(Object.values(synthesised(variant).resources).filter(({ Type }) => /DocDB|EC2/.test(Type))).toEqual([])
  })
})

describe('the connections of all functions that may run at once', () => {
  it('are less than half of what the database takes, in this stage and at most', () => {
    const [[, made] = []] = inside
    const atOnce = Number(made?.Properties.ReservedConcurrentExecutions)
    expect(atOnce).toBe(40)
    expect(atOnce * connectionsPerFunction * 2).toBeLessThanOrEqual(connectionLimits['t4g.medium'])
    for (const instanceClass of ['t4g.medium', 'r6g.large'] as const)
      expect(mostAtOnce(instanceClass) * connectionsPerFunction * 2).toBeLessThanOrEqual(
        connectionLimits[instanceClass]
      )
  })

  const settings = { instanceClass: 't4g.medium', instances: 1, atOnce: 83 } as const
  it('are checked before anything is deployed: more are refused, and so is a number that is none', () => {
    expect(checkedDocumentDb(settings)).toBe(settings)
    for (const atOnce of [84, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => checkedDocumentDb({ ...settings, atOnce })).toThrow(
        'documentDb.atOnce must be a whole number from 1 to 83'
      )
    for (const instances of [0, 17, 1.5])
      expect(() => checkedDocumentDb({ ...settings, instances })).toThrow('instances')
  })
})

describe('the other functions', () => {
  it.each(askers)('%s may invoke exactly that function, and knows its name', name => {
    const { allowed } = roleNamed(stage, name)
    const invoked = allowed.filter(({ action }) => action.startsWith('lambda:'))
    expect(new Set(invoked.map(({ action }) => action))).toEqual(new Set(['lambda:InvokeFunction']))
    // `site` starts jobs, too.
    const [resource] = invoked
      .flatMap(({ resources }) => resources)
      .filter(each => !JSON.stringify(each).includes('ImportValue'))
    expect(JSON.stringify(resource)).toMatch(new RegExp(`:lambda:eu-west-1:123456789012:function:${functionName}"`))
    expect(variablesOf(name).EPHEMERAL_FUNCTION).toBe(functionName)
  })

  it.each(askers)('%s reads no MONGO_URI, and has none', name => {
    const read = roleNamed(stage, name).allowed.filter(({ action }) => action.startsWith('ssm:'))
    expect(read.some(({ resources }) => resources.length === 0)).toBe(false)
    expect(JSON.stringify(read)).not.toContain('Secret/MONGO_URI')
    expect(variablesOf(name)).not.toHaveProperty('MONGO_URI')
  })

  it('have the table only where they archive or show what waits there', () => {
    for (const name of askers) {
      const { EPHEMERAL_TABLE } = variablesOf(name)
      expect([name, EPHEMERAL_TABLE !== undefined]).toEqual([name, name === 'site' || name === 'archiveLogs'])
    }
  })

  it('are all of the table that would speak to the database themselves', () => {
    const speaking = Object.entries(functions).filter(([, { secrets }]) => secrets.some(name => name === 'MONGO_URI'))
    expect(speaking.map(([name]) => name)).toEqual([...askers])
  })
})

describe('the function inside', () => {
  it('may do nothing on AWS but be in the network, and its code not even that', () => {
    const role = roleNamed(stage, 'ephemeralStore')
    const network = actionsOf(role).filter(action => action.startsWith('ec2:'))
    expect(network).toHaveLength(6)
    expect(actionsOf(role)).toEqual([...network, 'logs:CreateLogStream', 'logs:PutLogEvents'].sort())
    const [[, policy] = []] = ofType(stage, 'AWS::IAM::Policy').filter(([id]) => id.includes('ephemeralStorerole'))
    expect(policy?.Properties.PolicyDocument).toMatchObject({
      Statement: [{ Effect: 'Deny', Resource: '*', Action: expect.arrayContaining(network) }]
    })
    expect(JSON.stringify(policy?.Properties)).toContain(`:function:${functionName}"`)
  })
})
