/** Functions behind the queues. */
import type { App, Function as SstFunction } from 'sst/constructs'
import { gatewayFunction, type SharedResources } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'
import { countLines, linesOf } from './log-metric.ts'

export interface Workers {
  verifyUpload: SstFunction
  replayLogItems: SstFunction
}

export function workers(app: App, shared: SharedResources): Workers {
  const stack = gatewayStack(app, 'workers', 'What a Kachery gateway does after it answered')
  const made = {
    verifyUpload: gatewayFunction(stack, 'verifyUpload', shared),
    replayLogItems: gatewayFunction(stack, 'replayLogItems', shared)
  }
  for (const name of workerNames)
    countLines(stack, `${name}-unfinished`, made[name].logGroup, {
      name: unfinishedOf(name),
      pattern: linesOf('queue.unfinished', '$.ageSeconds'),
      value: '$.ageSeconds'
    })
  return made
}

const workerNames = ['verifyUpload', 'replayLogItems'] as const

/** s; how old the oldest message is that the worker could not finish. */
export const unfinishedOf = (name: keyof Workers): string => `${name} unfinished, s`
