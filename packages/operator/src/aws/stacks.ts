/** CloudFormation's stacks. */
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  paginateDescribeStacks,
  paginateListStackResources
} from '@aws-sdk/client-cloudformation'
import { defined } from '@kachery-gateway/core/defined.ts'
import { type AwsPlace, connection } from './connection.ts'
import { asking } from './failure.ts'

export interface StackFacts {
  name: string
  /** CloudFormation's word for it, such as `UPDATE_COMPLETE`. */
  status: string
  /** When its last update began; undefined: it never had one. */
  updated?: Date
  outputs: Readonly<Record<string, string>>
}

export interface StackResource {
  logicalId: string
  /** Such as `AWS::SQS::Queue`. */
  type: string
  physicalId: string
}

export interface Stacks {
  /** All of the account in this region. */
  all(): Promise<StackFacts[]>
  resources(stack: string): Promise<StackResource[]>
  /** Why something failed in it since then (ms since the epoch), the first reason first; of the last hundred events. */
  failures(stack: string, since: number): Promise<string[]>
}

export function stacksOnAws(place: AwsPlace): Stacks {
  const client = new CloudFormationClient(connection(place))
  return {
    all: () =>
      asking(place.region, 'see which stacks there are', async () => {
        const found: StackFacts[] = []
        for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {}))
          for (const { StackName = '', StackStatus = '', LastUpdatedTime, Outputs = [] } of Stacks)
            found.push({
              name: StackName,
              status: StackStatus,
              ...defined({ updated: LastUpdatedTime }),
              outputs: Object.fromEntries(Outputs.map(each => [each.OutputKey ?? '', each.OutputValue ?? '']))
            })
        return found
      }),
    resources: stack =>
      asking(place.region, `see what is in the stack ${stack}`, async () => {
        const found: StackResource[] = []
        for await (const { StackResourceSummaries = [] } of paginateListStackResources(
          { client },
          { StackName: stack }
        ))
          for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of StackResourceSummaries)
            if (LogicalResourceId !== undefined && ResourceType !== undefined && PhysicalResourceId !== undefined)
              found.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId })
        return found
      }),
    failures: (StackName, since) =>
      asking(place.region, `see what happened to the stack ${StackName}`, async () => {
        const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }))
        return StackEvents.filter(({ Timestamp }) => (Timestamp?.getTime() ?? 0) >= since)
          .flatMap(({ ResourceStatus = '', ResourceStatusReason }) =>
            /FAILED|ROLLBACK_IN_PROGRESS/.test(ResourceStatus) ? (ResourceStatusReason ?? []) : []
          )
          .toReversed()
      })
  }
}
