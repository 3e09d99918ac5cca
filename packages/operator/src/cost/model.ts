/** What docs/cost.md expects, for whoever compares it with a stage. */

/** What CloudWatch counts and AWS takes money for. CloudFront is not among it: CloudWatch counts it in us-east-1 alone. */
export interface Amounts {
  lambdaRequest: number
  lambdaGbSecond: number
  apiRequest: number
  tableRead: number
  tableWrite: number
  queueRequest: number
  logGb: number
}

export interface TableUnits {
  read: number
  write: number
}

export interface ModelledFunction {
  /** ms that a run takes; absent: runs are too different. */
  duration?: number
  /** Bytes that it holds at most; absent: nobody measured it. */
  peak?: number
  /** MB that it is given. */
  memory: number
}

/** Of a gateway that is used as the example of docs/cost.md is. */
export interface CostModel {
  functions: Readonly<Record<string, ModelledFunction>>
  /** For one request through the API. */
  aRequest: { registry: TableUnits; ephemeral: TableUnits; logBytes: number }
  /** Of the queues, while nothing is in them. */
  queueRequestsADay: number
  /** US$, with nothing free. */
  priceOf(amounts: Amounts): number
}
