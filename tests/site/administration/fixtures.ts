/** Every page of the administration in every state that it can be in. */
import {
  all,
  anybody,
  brokenHealth,
  byHand,
  databaseAway,
  failedTest,
  failing,
  fileHash,
  files,
  givenReaders,
  googleZone,
  json,
  limpingHealth,
  madeShareLink,
  mistakenSettings,
  myFile,
  never,
  noFiles,
  none,
  noSuchFile,
  othersFile,
  quietUsage,
  refused,
  shareLinks,
  signedOut,
  unknownZone,
  withReaders
} from './answers.ts'
import type { ApiAnswers } from './site-with-api.ts'
import { uploadFixtures } from './upload-fixtures.ts'

export interface AdministrationFixture {
  name: string
  path: string
  answers: ApiAnswers
  /** What is shown when the page is as this fixture has it. */
  shows: string | RegExp
  /** What the browser kept of uploads, before the page is opened. */
  kept?: readonly object[]
  /** Files of zeros that are chosen once it is. */
  upload?: readonly { name: string; size: number }[]
  /** Ticked once it is, and then pressed. */
  choose?: string
  press?: string
  /** Shown after that. */
  afterwards?: string | RegExp
}

const zone = '/zone/franklab.default'
const pages = [
  {
    name: 'overview',
    path: zone,
    full: 'Downloaded a file (link issued)',
    empty: 'Not checked yet',
    failing: 'Couldn’t check the bucket'
  },
  {
    name: 'access',
    path: `${zone}/access`,
    full: 'ann-marie',
    empty: 'No users yet',
    failing: 'Couldn’t load permissions'
  },
  {
    name: 'file',
    path: `${zone}/access?as=file`,
    full: 'until the end of the rotation',
    empty: 'nobody has changed them yet',
    failing: 'Couldn’t load permissions'
  },
  {
    name: 'clients',
    path: `${zone}/clients`,
    full: 'Show more',
    empty: 'No client is registered here yet',
    failing: 'Couldn’t load the clients'
  },
  {
    name: 'resources',
    path: `${zone}/resources`,
    full: 'sorting/kilosort',
    empty: 'No resources yet',
    failing: 'Couldn’t load the resources'
  },
  {
    name: 'usage',
    path: `${zone}/usage`,
    full: '30 days; point at one',
    empty: 'Nothing is counted yet',
    failing: 'Couldn’t load the usage'
  },
  {
    name: 'activity',
    path: `${zone}/activity`,
    full: 'Upload failed',
    empty: 'Nothing has happened here yet',
    failing: 'Couldn’t load the activity'
  },
  {
    name: 'storage',
    path: `${zone}/storage`,
    full: 'Web pages that use the files',
    empty: 'Web pages that use the files',
    failing: 'Couldn’t load the zone’s storage'
  },
  {
    name: 'gateway',
    path: '/gateway',
    full: 'Archive logs',
    empty: 'has not run yet',
    failing: 'Couldn’t load the jobs'
  },
  {
    name: 'zones',
    path: '/gateway/zones',
    full: 'lab7.default',
    empty: 'No zones yet',
    failing: 'Couldn’t load the zones'
  },
  {
    name: 'users',
    path: '/gateway/users',
    full: 'noether',
    empty: 'Nobody has signed in yet',
    failing: 'Couldn’t load the users'
  },
  {
    name: 'configuration',
    path: '/gateway/configuration',
    full: 'gs://old-kachery',
    empty: 'can’t be stored',
    failing: 'Couldn’t load the configuration'
  },
  {
    name: 'jobs',
    path: '/gateway/jobs',
    full: 'refuses the credentials',
    empty: 'It has not run yet',
    failing: 'Couldn’t load the jobs'
  }
]

const ofZoneFiles = 'GET /api/zones/{zone}/files'
const ofFile = 'GET /api/zones/{zone}/files/{hash}'
const ofZoneLinks = 'GET /api/zones/{zone}/share-links'
const ofLinks = 'GET /api/share-links'
const zoneHasReaders = { 'GET /api/zones/{zone}': json(withReaders) }
const file = `${zone}/files/${fileHash}`
const ofMyFile = { [ofFile]: myFile, [ofLinks]: shareLinks }

/** Files of zones where they have readers, and links to them. */
const ofFiles: AdministrationFixture[] = [
  {
    name: 'files full',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: files },
    shows: 'rat-0_day-2.nwb'
  },
  {
    name: 'files empty',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: noFiles, [ofZoneLinks]: noFiles },
    shows: 'No files yet'
  },
  {
    name: 'files failing',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: failing, [ofZoneLinks]: failing },
    shows: 'Couldn’t load the files'
  },
  {
    name: 'files loading',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: never, [ofZoneLinks]: never },
    shows: 'Loading…'
  },
  {
    name: 'files with links',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: noFiles },
    shows: 'and 2 more'
  },
  {
    name: 'files chosen',
    path: `${zone}/files`,
    answers: { ...zoneHasReaders, [ofZoneFiles]: files },
    shows: 'rat-0_day-2.nwb',
    choose: 'Choose rat-0_day-2.nwb',
    press: 'Share by link',
    afterwards: 'Downloads after which it ends'
  },
  { name: 'files without readers', path: `${zone}/files`, answers: {}, shows: 'Files of this zone have no owners' },
  { name: 'my files', path: '/files', answers: { 'GET /api/files': files }, shows: 'rat-0_day-2.nwb' },
  {
    name: 'my files empty',
    path: '/files',
    answers: { 'GET /api/files': noFiles, 'GET /api/files/stored': json({ zones: [] }) },
    shows: 'No files yet'
  },
  {
    name: 'my files failing',
    path: '/files',
    answers: { 'GET /api/files': failing },
    shows: 'Couldn’t load your files'
  },
  {
    name: 'my files chosen',
    path: '/files',
    answers: { 'GET /api/files': files },
    shows: 'rat-0_day-2.nwb',
    choose: 'Choose rat-0_day-2.nwb',
    afterwards: 'You chose 1 file.'
  },
  { name: 'my files loading', path: '/files', answers: { 'GET /api/files': never }, shows: 'Loading…' },
  {
    name: 'my files signed out',
    path: '/files',
    answers: { 'GET /api/me': signedOut },
    shows: 'Sign in to see your files'
  },
  { name: 'a file of mine', path: file, answers: ofMyFile, shows: 'for reviewer 2' },
  {
    name: 'a file by its SHA-256',
    path: `${zone}/files/${'5e'.repeat(32)}`,
    answers: ofMyFile,
    shows: 'for reviewer 2'
  },
  {
    name: 'a file shared',
    path: file,
    answers: { ...ofMyFile, 'POST /api/zones/{zone}/share-links': madeShareLink },
    shows: 'for reviewer 2',
    press: 'Share by link',
    afterwards: 'Downloads after which it ends'
  },
  {
    name: 'a link revoked',
    path: file,
    answers: ofMyFile,
    shows: 'for reviewer 2',
    press: 'Revoke for reviewer 2',
    afterwards: 'It stops working within a minute'
  },
  {
    name: 'a file given up',
    path: file,
    answers: ofMyFile,
    shows: 'for reviewer 2',
    press: 'Give it up',
    afterwards: 'It leaves your lists'
  },
  {
    name: 'a file of somebody else',
    path: file,
    answers: { [ofFile]: othersFile, [ofLinks]: noFiles },
    shows: 'You have made none'
  },
  { name: 'a file unknown', path: file, answers: { [ofFile]: noSuchFile }, shows: 'Couldn’t load this file' },
  { name: 'a file loading', path: file, answers: { [ofFile]: never }, shows: 'Loading…' },
  { name: 'a file without a hash', path: `${zone}/files/12`, answers: {}, shows: 'This link is incomplete' }
]

export const fixtures: AdministrationFixture[] = [
  ...ofFiles,
  ...uploadFixtures,
  ...pages.flatMap(({ name, path, full, empty, failing: failed }) => [
    { name: `${name} full`, path, answers: {}, shows: full },
    { name: `${name} empty`, path, answers: none, shows: empty },
    { name: `${name} failing`, path, answers: all(failing), shows: failed },
    { name: `${name} loading`, path, answers: all(never), shows: 'Loading…' }
  ]),
  {
    name: 'overview broken',
    path: zone,
    answers: { 'GET /api/zones/{zone}/health': json({ health: brokenHealth }) },
    shows: 'Nobody can store or load files'
  },
  {
    name: 'overview limping',
    path: zone,
    answers: { 'GET /api/zones/{zone}/health': json({ health: limpingHealth }) },
    shows: 'Working, with a warning'
  },
  {
    name: 'overview signed out',
    path: zone,
    answers: { 'GET /api/me': signedOut },
    shows: 'Sign in to look after this zone'
  },
  { name: 'overview barred', path: zone, answers: all(refused), shows: 'You don’t administer this zone' },
  { name: 'overview unknown', path: zone, answers: all(unknownZone), shows: 'This zone doesn’t exist' },
  {
    name: 'gateway barred',
    path: '/gateway/zones',
    answers: { 'GET /api/me': anybody },
    shows: 'You don’t administer this gateway'
  },
  { name: 'overview bad zone', path: '/zone/..%2Fx', answers: {}, shows: 'No zone has this name' },
  {
    name: 'access mistaken',
    path: `${zone}/access`,
    answers: { 'GET /api/zones/{zone}/settings': json(mistakenSettings) },
    shows: 'so nothing is allowed in this zone'
  },
  {
    name: 'access removing',
    path: `${zone}/access`,
    answers: {},
    shows: 'ann-marie',
    press: 'Remove ann-marie',
    afterwards: 'Remove ann-marie from zone'
  },
  {
    name: 'access giving readers',
    path: `${zone}/access`,
    answers: {},
    shows: 'Whoever can download here can read every file',
    press: 'Give files readers',
    afterwards: 'Give each file its own readers?'
  },
  {
    name: 'access readers',
    path: `${zone}/access`,
    answers: { 'GET /api/zones/{zone}/file-settings': json(givenReaders) },
    shows: 'New files: Team spikes',
    press: 'Change readers',
    afterwards: 'Who can read new files'
  },
  {
    name: 'file mistaken',
    path: `${zone}/access?as=file`,
    answers: { 'GET /api/zones/{zone}/settings': json(mistakenSettings) },
    shows: 'Line 8: authorizedUsers.1.upload is true or false'
  },
  {
    name: 'clients removing',
    path: `${zone}/clients`,
    answers: {},
    shows: 'lorens laptop',
    press: 'Remove lorens laptop',
    afterwards: 'Within a minute programs'
  },
  { name: 'usage year', path: `${zone}/usage?days=366&show=counts`, answers: {}, shows: '53 weeks; point at one' },
  { name: 'usage client', path: `${zone}/usage?client=ann-marie`, answers: {}, shows: 'Show all clients' },
  {
    name: 'usage quiet',
    path: `${zone}/usage`,
    answers: { 'GET /api/zones/{zone}/usage': quietUsage },
    shows: 'Nothing was stored or loaded in this time.'
  },
  {
    name: 'activity file',
    path: `${zone}/activity`,
    answers: {},
    shows: 'Upload failed',
    press: 'What is known of 0000006300…',
    afterwards: 'What happened with it last'
  },
  { name: 'activity filtered', path: `${zone}/activity?type=deleteFile`, answers: {}, shows: 'Deleted a file' },
  {
    name: 'activity of an idle client',
    path: `${zone}/activity?client=${'ab'.repeat(32)}`,
    answers: {},
    shows: 'No matches so far.'
  },
  {
    name: 'storage tested',
    path: `${zone}/storage`,
    answers: {},
    shows: 'Connection test',
    press: 'Test the bucket',
    afterwards: 'The bucket does all that the gateway needs.'
  },
  {
    name: 'storage test failed',
    path: `${zone}/storage`,
    answers: { 'POST /api/zones/{zone}/connection-test': json(failedTest) },
    shows: 'Connection test',
    press: 'Test the bucket',
    afterwards: 'give them s3:PutObject'
  },
  {
    name: 'storage webhook tested',
    path: `${zone}/storage`,
    answers: {},
    shows: 'Webhook',
    press: 'Send a test',
    afterwards: 'The test was taken: it answered 204.'
  },
  {
    name: 'storage webhook replacing',
    path: `${zone}/storage`,
    answers: {},
    shows: 'Webhook',
    press: 'Replace address',
    afterwards: 'The secret of before ends with it'
  },
  {
    name: 'storage google',
    path: `${zone}/storage`,
    answers: {
      'GET /api/zones/{zone}': json(googleZone),
      'GET /api/zones/{zone}/cors': json({ origins: null }),
      'PUT /api/zones/{zone}/cors': byHand
    },
    shows: 'Connection test',
    press: 'Show the commands',
    afterwards: 'gcloud storage buckets update'
  },
  {
    name: 'gateway databases tested',
    path: '/gateway',
    answers: {},
    shows: 'Archive logs',
    press: 'Test the databases',
    afterwards: 'Write 9 ms, Read 4 ms, Remove 8 ms'
  },
  {
    name: 'gateway database away',
    path: '/gateway',
    answers: { 'POST /api/database-tests': json(databaseAway) },
    shows: 'Archive logs',
    press: 'Test the databases',
    afterwards: 'Its server does not answer the gateway.'
  },
  {
    name: 'zones adding',
    path: '/gateway/zones',
    answers: {},
    shows: 'lab7.default',
    press: 'Add a zone',
    afterwards: 'Secret access key'
  },
  {
    name: 'zones rotating',
    path: '/gateway/zones',
    answers: {},
    shows: 'lab5.default',
    press: 'New credentials for lab5.default',
    afterwards: 'They are tested first'
  },
  {
    name: 'zones handing over',
    path: '/gateway/zones',
    answers: {},
    shows: 'lab5.default',
    press: 'Transfer ownership of lab5.default',
    afterwards: 'The new owner administers the zone'
  },
  {
    name: 'zones scratch',
    path: '/gateway/zones',
    answers: {},
    shows: 'lab5.default',
    press: 'Make public scratch space… of lab5.default',
    afterwards: 'files that are there already stay'
  },
  {
    name: 'zones removing',
    path: '/gateway/zones',
    answers: {},
    shows: 'lab5.default',
    press: 'Remove lab5.default',
    afterwards: 'The bucket stays as it is'
  },
  {
    name: 'users freeing',
    path: '/gateway/users',
    answers: {},
    shows: 'curie',
    press: 'Release login curie',
    afterwards: 'loses within a minute'
  },
  {
    name: 'users blocking',
    path: '/gateway/users',
    answers: {},
    shows: 'curie',
    press: 'Block curie',
    afterwards: 'Nothing is deleted'
  },
  {
    name: 'users signing out',
    path: '/gateway/users',
    answers: {},
    shows: 'curie',
    press: 'Sign out curie',
    afterwards: 'revokes their API keys'
  },
  {
    name: 'zones refused',
    path: '/gateway/zones',
    answers: all(refused),
    shows: 'Only an administrator of this gateway may do that'
  }
]

export function fixtureOf(name: string): AdministrationFixture {
  const fixture = fixtures.find(fixture => fixture.name === name)
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`)
  return fixture
}
