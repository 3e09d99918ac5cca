/** The operations of the contract as routes. */
import { api, type OperationName } from '@kachery-gateway/core/api/contract.ts'
import * as z from 'zod'
import type { Route } from '../http/route.ts'

const Method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

const names = Object.keys(api).filter((name): name is OperationName => name in api)

export const apiRoutes: readonly Route[] = names.map(name => {
  const [method, path = ''] = name.split(' ')
  const { caller, summary } = api[name]
  return {
    method: Method.parse(method),
    path,
    function: 'site',
    caller,
    summary,
    load: async () => (await import('./implementations.ts')).implementation(name)
  }
})
