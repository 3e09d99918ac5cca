/** The pages that are for everybody, in every state that they can be in: looked at by the tests, and by people. */
import { failing, json, never } from './administration/answers.ts'
import type { AdministrationFixture } from './administration/fixtures.ts'
import type { ApiAnswers } from './administration/site-with-api.ts'
import {
  administrator,
  byName,
  clientId,
  cutOff,
  failingLists,
  foreign,
  freshGateway,
  incomplete,
  listSkeletons,
  longAgo,
  mine,
  mistaken,
  newKey,
  nobodyCan,
  nothingOfMine,
  notProven,
  notYours,
  noZone,
  ofALab,
  ofProof,
  ofSomebodyElse,
  provenAndRegistered,
  setupForm,
  setupRefused,
  sharedFiles,
  shareEnded,
  signature,
  signedOut,
  unhealthy,
  unregistered,
  usual
} from './answers.ts'

export type Fixture = AdministrationFixture

const link = `/registerClient/${clientId}?signature=${signature}&zone=franklab.default&label=rig%202`
const wrongLink = link.replace(signature, '0f'.repeat(64))
const client = `/client/${clientId}?zone=franklab.default`
const ofClient = 'GET /api/zones/{zone}/clients/{clientId}'

const fixture = (
  name: string,
  path: string,
  shows: string,
  answers: ApiAnswers = {},
  more: Pick<Fixture, 'press' | 'afterwards'> = {}
): Fixture => ({ name, path, shows, answers: { ...usual, ...answers }, ...more })

const setupLink = `/setup#${'7a'.repeat(32)}`
const sharedLink = `/shared#link_${'7a'.repeat(16)}`
const ofShared = 'POST /api/shared-files'
const ofSetup = 'POST /api/setup/sign-in'
const nobody = { 'GET /api/me': nobodyCan }

const out = { 'GET /api/me': signedOut }
const health = (answer: ApiAnswers[string]) => ({ ...out, 'GET /api/health': answer })

export const fixtures: Fixture[] = [
  fixture('landing healthy', '/', 'Healthy', out),
  fixture('landing signed in', '/', 'franklab.default'),
  fixture('landing administrator', '/', 'Gateway administration', { 'GET /api/me': administrator }),
  fixture('landing without zones', '/', 'You can’t use a zone here yet', nothingOfMine),
  fixture('landing of a fresh gateway', '/', 'First steps', freshGateway),
  fixture('landing of a lab', '/', 'Institute for Systems Neuroscience', { 'GET /api/me': ofALab }),
  fixture('landing nobody can sign in', '/', 'Nobody can sign in', { 'GET /api/me': nobodyCan }),
  fixture('landing loading', '/', 'Asking the gateway…', { 'GET /api/health': never, 'GET /api/me': never }),
  fixture('landing missing', '/', 'Set-up: 2 steps left', health(incomplete)),
  fixture('landing wrong', '/', 'Set-up: 1 mistake', health(mistaken)),
  fixture('landing failing', '/', 'Not working now', { 'GET /api/health': unhealthy, 'GET /api/me': failing }),
  fixture('landing not JSON', '/', 'Can’t be reached', { 'GET /api/health': foreign, 'GET /api/me': foreign }),
  fixture('landing cut off', '/', 'Can’t be reached', { 'GET /api/health': cutOff, 'GET /api/me': cutOff }),
  fixture('sign in', '/sign-in', 'Sign in to register clients and to manage zones', out),
  fixture('sign in by name', '/sign-in?state=5ca1ab1e', 'Who are you?', { 'GET /api/me': byName }),
  fixture('sign in refused', '/sign-in?problem=sign_in.refused&return=/account', 'You didn’t allow GitHub', out),
  fixture('sign in expired', '/sign-in?problem=sign_in.expired', 'longer than 10 minutes', out),
  fixture('sign in off', '/sign-in?problem=sign_in.off', 'Nobody can sign in', { 'GET /api/me': nobodyCan }),
  fixture('setup', setupLink, 'Make the app at GitHub', { ...nobody, [ofSetup]: setupForm }),
  fixture('setup loading', setupLink, 'Loading…', { ...nobody, [ofSetup]: never }),
  fixture('setup refused', setupLink, 'Couldn’t open this link', { ...nobody, [ofSetup]: setupRefused }),
  fixture('setup incomplete', '/setup', 'This link is incomplete', nobody),
  fixture('setup waiting', '/setup?done', 'takes it into use in a moment', nobody),
  fixture('setup done', '/setup?done', 'Sign in with the GitHub login', out),
  fixture('setup failed', '/setup?problem=setup.not_kept', 'Delete the app at GitHub', nobody),
  fixture('shared', sharedLink, 'rat-3_day-2.nwb', { ...out, [ofShared]: sharedFiles }),
  fixture('shared loading', sharedLink, 'Loading…', { ...out, [ofShared]: never }),
  fixture('shared ended', sharedLink, 'Couldn’t open this link', { ...out, [ofShared]: shareEnded }),
  fixture('shared failing', sharedLink, 'Couldn’t open this link', { ...out, [ofShared]: failing }),
  fixture('shared incomplete', '/shared#link_12', 'This link is incomplete', out),
  fixture('register', link, 'Register this client?'),
  fixture('register signed out', link, 'Sign in to register it', out),
  fixture(
    'register done',
    link,
    'Register this client?',
    { 'POST /api/zones/{zone}/clients': mine },
    {
      press: 'Register client',
      afterwards: 'The client is registered'
    }
  ),
  fixture(
    'register refused',
    link,
    'Register this client?',
    { 'POST /api/zones/{zone}/clients': notProven },
    {
      press: 'Register client',
      afterwards: 'The signature does not fit the client.'
    }
  ),
  fixture('register registered', link, 'This client is yours already', { [ofProof]: provenAndRegistered }),
  fixture('register registered signed out', link, 'This client is registered already', {
    ...out,
    [ofProof]: provenAndRegistered
  }),
  fixture('register of somebody else', link, 'This client belongs to somebody else', { [ofProof]: ofSomebodyElse }),
  fixture('register wrong signature', wrongLink, 'The link’s signature is wrong'),
  fixture('register no zone', link, 'There is no zone franklab.default here', { [ofProof]: noZone }),
  fixture('register loading', link, 'Checking the link', { [ofProof]: never }),
  fixture('register failing', link, 'Couldn’t check the link', { [ofProof]: failing }),
  fixture('register bad link', `/registerClient/${clientId}`, 'This link is incomplete'),
  fixture('register long label', `${link}${'x'.repeat(1000)}`, 'This link’s label is too long'),
  fixture('client', client, 'github|franklab', { ...out, [`${ofClient}/last-activity`]: notYours }),
  fixture('client mine', client, 'stored a file', { [ofClient]: mine }),
  fixture(
    'client idle',
    client,
    'None since',
    { [ofClient]: mine, [`${ofClient}/last-activity`]: longAgo },
    { press: 'Look further back', afterwards: 'stored a file' }
  ),
  fixture('client rename', client, 'Rename', { [ofClient]: mine }, { press: 'Rename', afterwards: 'Save' }),
  fixture(
    'client remove',
    client,
    'Remove it',
    { [ofClient]: mine },
    {
      press: 'Remove client',
      afterwards: 'Within a minute'
    }
  ),
  fixture('client loading', client, 'About this client', { [ofClient]: never }),
  fixture('client unknown', client, 'This client doesn’t exist', { [ofClient]: unregistered }),
  fixture('client failing', client, 'A store of this gateway does not answer', { [ofClient]: failing }),
  fixture('client bad id', '/client/1234', 'This link is incomplete'),
  fixture('account', '/account', 'Show more'),
  fixture('account empty', '/account', 'You have no client yet', nothingOfMine),
  fixture('account loading', '/account', 'Loading…', listSkeletons),
  fixture('account failing', '/account', 'Couldn’t load your clients', failingLists),
  fixture('account signed out', '/account', 'Sign in to see your account', out),
  fixture('account new client', '/account', 'My clients', {}, { press: 'New client', afterwards: 'Its keys are made' }),
  fixture('account zones', '/account/zones', 'download, administer'),
  fixture('account zones empty', '/account/zones', 'You can’t use a zone here yet', nothingOfMine),
  fixture('account teams', '/account/sessions', 'Share my GitHub teams', {
    'GET /api/me/github-teams': json({ seen: null })
  }),
  fixture('account teams failing', '/account/sessions', 'Couldn’t load your GitHub teams', {
    'GET /api/me/github-teams': failing
  }),
  fixture('account zones failing', '/account/zones', 'Couldn’t load your zones', failingLists),
  fixture('account new zone', '/account/zones', 'My zones', {}, { press: 'Add a zone', afterwards: 'You own it' }),
  fixture('account keys', '/account/keys', 'plots of the paper'),
  fixture('account keys empty', '/account/keys', 'My API keys', nothingOfMine),
  fixture(
    'account new key',
    '/account/keys',
    'My API keys',
    { 'POST /api/me/api-keys': newKey },
    { press: 'New API key', afterwards: 'The only zone where it works' }
  ),
  fixture(
    'account revoke key',
    '/account/keys',
    'plots of the paper',
    {},
    { press: 'Revoke plots of the paper', afterwards: 'Revoke the API key plots of the paper?' }
  ),
  fixture('account resources', '/account/resources', 'lab/sorting'),
  fixture('account resources empty', '/account/resources', 'You have none', nothingOfMine),
  fixture(
    'account new resource',
    '/account/resources',
    'My resources',
    {},
    { press: 'Add a resource', afterwards: 'An http or https address' }
  ),
  fixture(
    'account sign out everywhere',
    '/account/sessions',
    'for 12 hours at most',
    {},
    { press: 'Sign out everywhere', afterwards: 'Signs you out in all browsers' }
  ),
  fixture('admin bad zone', '/admin?zone=..', 'No zone has this name'),
  fixture('not found', `/client/${clientId}/more`, 'There is nothing here')
]

export function fixtureOf(name: string): Fixture {
  const fixture = fixtures.find(fixture => fixture.name === name)
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`)
  return fixture
}
