/** What is typed on the computer that shall be a client. No command overwrites a key that is there. */

export interface Setup {
  gatewayUrl: string
  zone: string
}

/** `mv -n` leaves what is there. */
export const inShell = (setup: Setup): string =>
  [
    'mkdir -p ~/.kachery-cloud',
    'mv -n ~/Downloads/private.pem ~/Downloads/public.pem ~/.kachery-cloud/',
    'chmod 600 ~/.kachery-cloud/private.pem',
    ...variables(setup).map(([name, value]) => `export ${name}=${value}`)
  ].join('\n')

/** Move-Item without -Force stops where a file is there. */
export const inPowerShell = (setup: Setup): string =>
  [
    'New-Item -ItemType Directory -Force "$HOME/.kachery-cloud" | Out-Null',
    'Move-Item "$HOME/Downloads/private.pem", "$HOME/Downloads/public.pem" "$HOME/.kachery-cloud"',
    ...variables(setup).map(([name, value]) => `$env:${name} = "${value}"`)
  ].join('\n')

/** Containers and clusters: no files. */
export const inEnvironment = (setup: Setup, client: { clientId: string; privateKey: string }): string =>
  [['KACHERY_CLOUD_CLIENT_ID', client.clientId], ['KACHERY_CLOUD_PRIVATE_KEY', client.privateKey], ...variables(setup)]
    .map(([name, value]) => `export ${name}=${value}`)
    .join('\n')

const variables = ({ gatewayUrl, zone }: Setup): [string, string][] => [
  ['KACHERY_GATEWAY_URL', gatewayUrl],
  ...(zone === 'default' ? [] : [['KACHERY_ZONE', zone] as [string, string]])
]
