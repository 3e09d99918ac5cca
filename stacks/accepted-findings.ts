/** Findings of cdk-nag that stay, each beside its construct with the reason why. */

import { defined } from '@kachery-gateway/core/defined.ts'
import { AspectPriority, Aspects } from 'aws-cdk-lib'
import { NagSuppressions } from 'cdk-nag'
import type { IConstruct } from 'constructs'

/** `appliesTo`: the very permissions that are accepted; other ones are found all the same. */
export function accept(construct: IConstruct, id: string, reason: string, appliesTo?: string[]): void {
  NagSuppressions.addResourceSuppressions(construct, [defined({ id, reason, appliesTo })], true)
}

/** The same where what is below the construct is made only when the app is complete. */
export function acceptLater(construct: IConstruct, id: string, reason: string): void {
  Aspects.of(construct).add({ visit: node => accept(node, id, reason) }, { priority: AspectPriority.MUTATING })
}
