/** The one place that says which HTTP status an error has. */
import type { ErrorKind } from '@kachery-gateway/core/errors.ts'

export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  wrong_method: 405,
  conflict: 409,
  too_large: 413,
  changed: 412,
  unprocessable: 422,
  too_many: 429,
  pending: 503,
  unavailable: 503
}
