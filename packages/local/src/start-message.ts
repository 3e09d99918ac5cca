/** What a person reads when the gateway runs: where it is, where data are, and how to begin. */
import { styleText } from 'node:util'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { signInWay } from './sign-in/local-only.ts'

interface StartFacts {
  url: string
  directory: string
  config: Config
}

type Style = Parameters<typeof styleText>[0]

/** `colours`: whether whoever reads it sees them. */
export function startMessage({ url, directory, config }: StartFacts, colours: boolean): string {
  const styled = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text)
  const publicUrl = config.publicUrl ?? url
  const fact = (name: string, value: string) => `  ${styled('dim', name.padEnd(11))}${value}`
  return [
    '',
    `  ${styled('bold', 'Kachery gateway')}  ${styled(['cyan', 'bold'], url)}`,
    '',
    fact('Data', directory),
    fact('Files', files(config)),
    fact('Registry', registry(config)),
    fact('Ephemeral', ephemeral(config)),
    ...(config.publicUrl === undefined ? [] : [fact('Reached at', config.publicUrl)]),
    '',
    signingIn(config, publicUrl),
    '',
    '  To begin, in another terminal:',
    '',
    `    ${styled('green', `export KACHERY_GATEWAY_URL=${publicUrl}`)}`,
    `    ${styled('green', 'kachery-cloud-init')}`,
    '',
    `  ${styled('dim', 'Ctrl-C ends it; data stay.')}`,
    '',
    ''
  ].join('\n')
}

function signingIn(config: Config, publicUrl: string): string {
  switch (signInWay(config)) {
    case 'github':
      return `  It listens on this machine only. People sign in with GitHub; its OAuth app sends them back to\n  ${publicUrl}/github/auth`
    case 'name':
      return '  It listens on this machine only. Its sign-in asks just for a name: it is for local use.'
    case 'off':
      return '  It listens on this machine only. Signing in by name is off, for PUBLIC_URL lets others reach it: set\n  GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET, or start it without PUBLIC_URL to register clients on this machine.'
  }
}

function files({ zones }: Config): string {
  if (zones === undefined) return 'embedded store, zone default'
  const names = [...zones.values()].map(({ name, bucket }) => `zone ${name} in ${bucket.uri}`)
  return names.length === 0 ? 'no zones (GATEWAY_CONFIG lists none)' : names.join(`\n${' '.repeat(13)}`)
}

function registry({ dynamodb }: Config): string {
  if (dynamodb === undefined) return 'embedded'
  const place = dynamodb.endpoint === undefined ? `AWS, ${dynamodb.region}` : new URL(dynamodb.endpoint).host
  return `DynamoDB table ${dynamodb.table} (${place})`
}

/** Not its address, which may hold a password. */
const ephemeral = ({ mongo }: Config): string =>
  mongo === undefined ? 'embedded' : `MongoDB database ${mongo.database} (MONGO_URI)`
