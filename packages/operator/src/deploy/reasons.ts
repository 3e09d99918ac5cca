/** What AWS says of a deployment that failed, as what to do. */

interface Remedy {
  reason: RegExp
  /** A sentence; `$1` is what the reason names. */
  todo: string
}

/** The first that fits is said. */
const remedies: readonly Remedy[] = [
  {
    reason: /account must be verified|verify your account/i,
    todo: "AWS has not verified this account, and until then it can't make CloudFront distributions: open a case at AWS support (Account and billing) that asks for it, and deploy again."
  },
  {
    reason: /not subscribed to this service|OptInRequired|account is currently being verified/i,
    todo: 'AWS has not activated this service for the account: new accounts wait for up to a day after a payment method was added; then deploy again.'
  },
  {
    reason: /UnreservedConcurrentExecution|ReservedConcurrentExecutions/,
    todo: 'The account may run too few functions at once for reservedConcurrency: lower it, or ask for more in the Service Quotas console (AWS Lambda, Concurrent executions), and deploy again.'
  },
  {
    reason: /not authorized to perform:? ([\w:*-]+)|Access ?Denied/i,
    todo: "These AWS credentials can't do that ($1): deploy with those of an administrator of the account."
  },
  {
    reason: /budget/i,
    todo: "The budget could not be made: say monthlyBudget: 0 for the stage where the user can't see billing, and deploy again."
  },
  {
    reason: /(\S+) (?:already exists|is already taken)|AlreadyExists|BucketAlreadyOwnedByYou|CNAMEAlreadyExists/i,
    todo: 'A name is taken ($1): choose another name for the stage or the domain, or remove in the console what an earlier stage of that name left.'
  },
  {
    reason: /throttl|rate exceeded|too many requests/i,
    todo: 'AWS was asked too often: wait for a few minutes, and deploy again.'
  },
  {
    reason: /limit ?exceeded|exceeds? (?:the )?(?:quota|limit|maximum)|quota/i,
    todo: 'A quota of the account is used up: ask for more of it in the Service Quotas console, and deploy again.'
  }
]

/** undefined: nobody foresaw it. */
export function remedyOf(reason: string): string | undefined {
  for (const { reason: pattern, todo } of remedies) {
    const found = pattern.exec(reason)
    if (found !== null) return found[1] === undefined ? todo.replace(' ($1)', '') : todo.replace('$1', found[1])
  }
  return undefined
}
