/**
 * Tells when the account costs more than expected. In a stack of its own, on which nothing depends: users of new accounts
 * can't see billing, and a budget that can't be made stops nothing else. Without a budget the stack stays, and is empty.
 */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { App } from 'sst/constructs'
import { gatewayStack } from './gateway-stack.ts'
import { globalName } from './global-name.ts'
import type { StageSettings } from './stage-settings.ts'

/** Of the whole account: what a stage costs is known only where somebody activated its tags in the billing console. */
export function budget(app: App, { monthlyBudget }: StageSettings, topic: Topic): void {
  const stack = gatewayStack(app, 'budget', 'When somebody is told what the account of a Kachery gateway costs')
  if (monthlyBudget === 0) return
  const notification = (notificationType: string, threshold: number) => ({
    notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }]
  })
  new CfnBudget(stack, 'budget', {
    budget: {
      budgetName: globalName(app),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: monthlyBudget, unit: 'USD' }
    },
    notificationsWithSubscribers: [
      notification('ACTUAL', 80),
      notification('ACTUAL', 100),
      notification('FORECASTED', 100)
    ]
  })
}
