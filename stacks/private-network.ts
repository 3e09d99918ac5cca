/**
 * A network in two zones of availability with no way out and none in: no internet gateway, no NAT, no endpoint, and no
 * route but the one within. Made piece by piece: CDK's Vpc asks AWS for the names of zones while it synthesises.
 */
import { Fn, type RemovalPolicy } from 'aws-cdk-lib'
import {
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  Vpc
} from 'aws-cdk-lib/aws-ec2'
import type { Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'

export interface PrivateNetwork {
  vpc: IVpc
  /** Whoever has it may speak to the database, and to nothing else. */
  ofFunction: ISecurityGroup
  ofDatabase: ISecurityGroup
}

export function privateNetwork(stack: Stack, port: number, removalPolicy: RemovalPolicy): PrivateNetwork {
  const whole = new CfnVPC(stack, 'network', {
    cidrBlock: '10.0.0.0/24',
    enableDnsSupport: true,
    enableDnsHostnames: true
  })
  accept(whole, 'AwsSolutions-VPC7', 'Only one function and the database are in it, and nothing leaves it or comes in.')
  const vpcId = whole.attrVpcId
  const routes = new CfnRouteTable(stack, 'routes', { vpcId })
  const zones = [0, 1].map(n => Fn.select(n, Fn.getAzs()))
  const subnets = zones.map((availabilityZone, n) => {
    const cidrBlock = `10.0.0.${n * 128}/25`
    const subnet = new CfnSubnet(stack, `subnet-${n}`, {
      vpcId,
      availabilityZone,
      cidrBlock,
      mapPublicIpOnLaunch: false
    })
    new CfnSubnetRouteTableAssociation(stack, `subnet-${n}-routes`, {
      subnetId: subnet.attrSubnetId,
      routeTableId: routes.attrRouteTableId
    })
    return subnet
  })
  const vpc = Vpc.fromVpcAttributes(stack, 'vpc', {
    vpcId,
    availabilityZones: zones,
    isolatedSubnetIds: subnets.map(({ attrSubnetId }) => attrSubnetId),
    isolatedSubnetRouteTableIds: subnets.map(() => routes.attrRouteTableId)
  })
  const group = (id: string, description: string) =>
    new SecurityGroup(stack, id, { vpc, description, allowAllOutbound: false })
  const ofFunction = group('of-function', 'The function that speaks to the database')
  const ofDatabase = group('of-database', 'The database')
  ofFunction.connections.allowTo(ofDatabase, Port.tcp(port), 'The one function to the database')
  for (const kept of [whole, routes, ...subnets, ofDatabase]) kept.applyRemovalPolicy(removalPolicy)
  return { vpc, ofFunction, ofDatabase }
}
