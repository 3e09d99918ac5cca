/** Under which answers about the whole gateway are kept. */

export const gatewayKeys = {
  zones: ['GET /api/zones'],
  users: ['GET /api/users'],
  blocked: ['GET /api/blocked-logins'],
  configuration: ['GET /api/configuration'],
  jobs: ['GET /api/jobs']
} as const
