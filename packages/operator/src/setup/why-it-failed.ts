/** Why a deployment failed, from what CloudFormation says of its stacks, as sentences with what to do. */

import { mustBeVerified } from '../aws/account.ts'
import type { Stacks } from '../aws/stacks.ts'
import { options, type Stage, stackName } from '../stage.ts'
import { askSupport } from './before-it-begins.ts'

const known: readonly [says: RegExp, sentence: (reason: string, at: Stage) => string][] = [
  [mustBeVerified, () => `AWS has to verify this account before it has a CloudFront distribution: ${askSupport}.`],
  [
    /CNAMEAlreadyExists|one or more of the CNAMEs/i,
    () =>
      'The domain belongs to another CloudFront distribution: take it off there, or set the stage up with another --domain.'
  ],
  [
    /already exists/i,
    (reason, at) =>
      `A name is taken (${nameIn(reason)}): an earlier stage ${at.stage} may have left it. Delete it in the AWS console, or set up another --stage.`
  ],
  [
    /Throttl|Rate exceeded|TooManyRequests/i,
    (_, at) => `AWS was asked too often: wait for some minutes, then run setup again, npm run setup -- ${options(at)}.`
  ],
  [
    /ConcurrentExecutions|UnreservedConcurrentExecution/,
    () =>
      'The account’s limit of functions at once is too low for the stage’s reservedConcurrency: take that out, or ask AWS for 1000 in the Service Quotas console.'
  ],
  [
    /not authorized to perform|AccessDenied|Access denied/i,
    reason =>
      `A right is missing (${/perform: ([\w:*]+)/.exec(reason)?.[1] ?? 'AccessDenied'}): use the credentials of an administrator of the account, and run setup again.`
  ],
  [
    /LimitExceeded|limit.{0,40}(exceeded|reached)|quota/i,
    reason => `A limit of the account is reached, which the Service Quotas console raises: ${cut(reason)}`
  ]
]

/** None where CloudFormation says nothing. */
export async function whyItFailed(stacks: Stacks, at: Stage): Promise<string[]> {
  const own = (await stacks.all()).filter(({ name }) => name.startsWith(stackName(at.stage, '')))
  const broken = own.filter(({ status }) => /FAILED|ROLLBACK/.test(status))
  const reasons = await Promise.all(broken.map(({ name }) => stacks.failures(name)))
  return [...new Set(reasons.flat().map(reason => sentenceFor(reason, at)))]
}

export function sentenceFor(reason: string, at: Stage): string {
  const [, sentence] = known.find(([says]) => says.test(reason)) ?? []
  return sentence?.(reason, at) ?? `CloudFormation says: ${cut(reason)}`
}

const cut = (reason: string) => reason.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 300)
const nameIn = (reason: string) => /[\w/:.-]*kachery[\w/:.-]*/.exec(reason)?.[0] ?? cut(reason).slice(0, 100)
