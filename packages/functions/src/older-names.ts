/** What the older gateway called variables that have another name here: docs/moving.md. */
export const olderNames: Readonly<Record<string, string>> = {
  GITHUB_CLIENT_ID: 'REACT_APP_GITHUB_CLIENT_ID',
  RECAPTCHA_SITE_KEY: 'REACT_APP_RECAPTCHA_KEY',
  ADMINISTRATORS: 'REACT_APP_ADMIN_USERS'
}
