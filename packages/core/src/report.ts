/**
 * What the gateway tells its operators: one structured line each, for the log. `fields` hold no secrets: no tokens,
 * keys, credentials, cookies or presigned URLs.
 */
export type Report = (
  level: 'info' | 'warn' | 'error',
  event: string,
  fields?: Record<string, string | number | boolean | undefined>
) => void
