/** What a person reads when the gateway runs, where it is, where data are, how to begin, and when it ends. */
import { styleText } from 'node:util'
import { version } from '@kachery-gateway/core/version.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { closePatience, type InFlight } from './server/http-server.ts'
import { signInWay } from './sign-in/local-only.ts'

interface StartFacts {
  url: string
  directory: string
  config: Config
  /** Left for data, bytes. */
  freeBytes: number
  /** Of the embedded zone; absent: the zones are the configuration's. */
  administrators?: string[] | undefined
}

type Style = Parameters<typeof styleText>[0]

/** `colours`: whether whoever reads it sees them. */
export function startMessage({ url, directory, config, ...more }: StartFacts, colours: boolean): string {
  const styled = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text)
  const publicUrl = config.publicUrl ?? url
  const fact = (name: string, value: string) => `  ${styled('dim', name.padEnd(11))}${value}`
  return [
    '',
    `  ${styled('bold', 'Kachery gateway')} ${version}  ${styled(['cyan', 'bold'], url)}`,
    '',
    fact('Data', `${directory} (${room(more.freeBytes)})`),
    fact('Files', files(config)),
    fact('Registry', registry(config)),
    fact('Ephemeral', ephemeral(config)),
    ...(config.publicUrl === undefined ? [] : [fact('Reached at', config.publicUrl)]),
    '',
    signingIn(config, publicUrl),
    administering(config, publicUrl, more.administrators),
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

/** Who administers, and how one becomes that. */
function administering(config: Config, publicUrl: string, ofZone: string[] | undefined): string {
  const { administrators } = config
  const ofGateway =
    administrators.length > 0
      ? `  Gateway administrators: ${administrators.join(', ')} (ADMINISTRATORS).`
      : '  Nobody administers the whole gateway; name GitHub logins in ADMINISTRATORS, such as ADMINISTRATORS=ada,grace'
  if (ofZone === undefined) return ofGateway
  const byName = signInWay(config) === 'name'
  if (ofZone.length > 0)
    return `  Zone default is administered by ${ofZone.join(', ')}.${byName ? '' : `\n${ofGateway}`}`
  if (!byName) return ofGateway
  return `  Nobody administers it yet: whoever signs in first, at ${publicUrl}, administers zone default.`
}

/** Such as `12 GB free`, in decimal units. */
function room(bytes: number): string {
  const [size, unit] = bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB']
  return `${Math.floor(size).toLocaleString('en-US')} ${unit} free`
}

/** What ending waits for; undefined: nothing. */
export function endMessage({ uploads, downloads, others }: InFlight): string | undefined {
  const parts = [
    [uploads, 'upload'],
    [downloads, 'download'],
    [others, 'request']
  ] as const
  const waits = parts.flatMap(([n, name]) => (n === 0 ? [] : [`${n} ${name}${n === 1 ? '' : 's'}`]))
  if (waits.length === 0) return undefined
  return `Ending: waiting up to ${closePatience / 1000} s for ${waits.join(' and ')}. Press Ctrl-C again to end at once.`
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
