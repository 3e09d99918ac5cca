/** Blocking a login and unblocking it. */
import { useChange } from '../../../data/use-change.ts'
import { gatewayKeys } from '../gateway-keys.ts'

const affects = () => [gatewayKeys.users, gatewayKeys.blocked]

export const useBlock = (onBlocked: () => void) => ({
  block: useChange({
    work: (api, login: string) => api('POST /api/blocked-logins', { body: { login } }),
    affects,
    done: (_, login) => `${login} is blocked`,
    onDone: onBlocked
  }),
  unblock: useChange({
    work: (api, login: string) => api('DELETE /api/blocked-logins', { query: { login } }),
    affects,
    done: (_, login) => `${login} is no longer blocked`,
    refused: 'Couldn’t unblock the login'
  })
})
