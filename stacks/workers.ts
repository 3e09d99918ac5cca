/** Functions behind the queues. */
import type { App, Function as SstFunction } from 'sst/constructs'
import { gatewayFunction, type SharedResources } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'

export interface Workers {
  verifyUpload: SstFunction
  replayLogItems: SstFunction
}

export function workers(app: App, shared: SharedResources): Workers {
  const stack = gatewayStack(app, 'workers', 'What a Kachery gateway does after it answered')
  return {
    verifyUpload: gatewayFunction(stack, 'verifyUpload', shared),
    replayLogItems: gatewayFunction(stack, 'replayLogItems', shared)
  }
}
