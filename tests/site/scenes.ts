/** The pages that are for everybody, in every state that they can be in: looked at by the tests, and by people. */
import { failing, never } from './administration/answers.ts'
import type { AdministrationScene } from './administration/scenes.ts'
import type { ApiAnswers } from './administration/site-with-api.ts'
import {
  administrator,
  awaitedLists,
  clientId,
  cutOff,
  failingLists,
  foreign,
  incomplete,
  longAgo,
  mine,
  mistaken,
  newKey,
  nobodyCan,
  nothingOfMine,
  notProven,
  notYours,
  noZone,
  ofProof,
  ofSomebodyElse,
  provenAndRegistered,
  signature,
  signedOut,
  unhealthy,
  unregistered,
  usual,
  withKey
} from './answers.ts'

export type Scene = AdministrationScene

const link = `/registerClient/${clientId}?signature=${signature}&zone=franklab.default&label=rig%202`
const wrongLink = link.replace(signature, '0f'.repeat(64))
const client = `/client/${clientId}?zone=franklab.default`
const ofClient = 'GET /api/zones/{zone}/clients/{clientId}'

const scene = (
  name: string,
  path: string,
  shows: string,
  answers: ApiAnswers = {},
  more: Pick<Scene, 'press' | 'afterwards'> = {}
): Scene => ({ name, path, shows, answers: { ...usual, ...answers }, ...more })

const out = { 'GET /api/me': signedOut }
const health = (answer: ApiAnswers[string]) => ({ ...out, 'GET /api/health': answer })

export const scenes: Scene[] = [
  scene('landing healthy', '/', 'Healthy', out),
  scene('landing signed in', '/', 'franklab.default'),
  scene('landing administrator', '/', 'Gateway administration', { 'GET /api/me': administrator }),
  scene('landing without zones', '/', 'You own no zone yet', nothingOfMine),
  scene('landing nobody can sign in', '/', 'Nobody can sign in', { 'GET /api/me': nobodyCan }),
  scene('landing loading', '/', 'Asking the gateway…', { 'GET /api/health': never, 'GET /api/me': never }),
  scene('landing missing', '/', 'Set-up: 2 steps left', health(incomplete)),
  scene('landing wrong', '/', 'Set-up: 1 mistake', health(mistaken)),
  scene('landing failing', '/', 'Not working now', { 'GET /api/health': unhealthy, 'GET /api/me': failing }),
  scene('landing not JSON', '/', 'Cannot be reached', { 'GET /api/health': foreign, 'GET /api/me': foreign }),
  scene('landing cut off', '/', 'Cannot be reached', { 'GET /api/health': cutOff, 'GET /api/me': cutOff }),
  scene('sign in', '/sign-in', 'Signing in is for registering clients', out),
  scene('sign in refused', '/sign-in?problem=sign_in.refused&return=/account', 'You did not let GitHub', out),
  scene('sign in expired', '/sign-in?problem=sign_in.expired', 'longer than 10 minutes', out),
  scene('sign in off', '/sign-in?problem=sign_in.off', 'Nobody can sign in', { 'GET /api/me': nobodyCan }),
  scene('register', link, 'Register this client?'),
  scene('register signed out', link, 'Sign in to register it', out),
  scene(
    'register done',
    link,
    'Register this client?',
    { 'POST /api/zones/{zone}/clients': mine },
    {
      press: 'Register client',
      afterwards: 'The client is registered'
    }
  ),
  scene(
    'register refused',
    link,
    'Register this client?',
    { 'POST /api/zones/{zone}/clients': notProven },
    {
      press: 'Register client',
      afterwards: 'The signature does not fit the client.'
    }
  ),
  scene('register registered', link, 'This client is yours already', { [ofProof]: provenAndRegistered }),
  scene('register registered signed out', link, 'This client is registered already', {
    ...out,
    [ofProof]: provenAndRegistered
  }),
  scene('register of somebody else', link, 'This client belongs to somebody else', { [ofProof]: ofSomebodyElse }),
  scene('register wrong signature', wrongLink, 'The link’s signature is wrong'),
  scene('register no zone', link, 'There is no zone franklab.default here', { [ofProof]: noZone }),
  scene('register loading', link, 'Checking the link', { [ofProof]: never }),
  scene('register failing', link, 'The link cannot be checked', { [ofProof]: failing }),
  scene('register bad link', `/registerClient/${clientId}`, 'This link is incomplete'),
  scene('register long label', `${link}${'x'.repeat(1000)}`, 'This link’s label is too long'),
  scene('client', client, 'github|franklab', { ...out, [`${ofClient}/last-activity`]: notYours }),
  scene('client mine', client, 'stored a file', { [ofClient]: mine }),
  scene(
    'client idle',
    client,
    'None since',
    { [ofClient]: mine, [`${ofClient}/last-activity`]: longAgo },
    { press: 'Look further back', afterwards: 'stored a file' }
  ),
  scene('client rename', client, 'Rename', { [ofClient]: mine }, { press: 'Rename', afterwards: 'Save' }),
  scene(
    'client remove',
    client,
    'Remove it',
    { [ofClient]: mine },
    {
      press: 'Remove client',
      afterwards: 'Within a minute'
    }
  ),
  scene('client loading', client, 'What is known of it', { [ofClient]: never }),
  scene('client unknown', client, 'There is no such client here', { [ofClient]: unregistered }),
  scene('client failing', client, 'A store of this gateway does not answer', { [ofClient]: failing }),
  scene('client bad id', '/client/1234', 'This link is incomplete'),
  scene('account', '/account', 'Show more'),
  scene('account empty', '/account', 'You have no client yet', nothingOfMine),
  scene('account loading', '/account', 'Loading…', awaitedLists),
  scene('account failing', '/account', 'Your clients cannot be shown', failingLists),
  scene('account signed out', '/account', 'Sign in to see your account', out),
  scene('account with key', '/account', 'It is not shown again', { 'GET /api/me': withKey }),
  scene(
    'account new key',
    '/account',
    'My API key',
    { 'POST /api/me/api-key': newKey },
    {
      press: 'Make an API key',
      afterwards: 'Copy it now'
    }
  ),
  scene(
    'account replace key',
    '/account',
    'It is not shown again',
    { 'GET /api/me': withKey },
    {
      press: 'Replace',
      afterwards: 'Replace your API key?'
    }
  ),
  scene('account new client', '/account', 'My clients', {}, { press: 'New client', afterwards: 'Its keys are made' }),
  scene('account new zone', '/account', 'My zones', {}, { press: 'Add a zone', afterwards: 'You own it' }),
  scene(
    'account new resource',
    '/account',
    'My resources',
    {},
    {
      press: 'Add a resource',
      afterwards: 'An http or https address'
    }
  ),
  scene(
    'account sign out everywhere',
    '/account',
    'Signing out',
    {},
    {
      press: 'Sign out everywhere',
      afterwards: 'All browsers'
    }
  ),
  scene('admin bad zone', '/admin?zone=..', 'No zone has such a name'),
  scene('not found', `/client/${clientId}/more`, 'There is nothing here')
]

export function sceneOf(name: string): Scene {
  const scene = scenes.find(scene => scene.name === name)
  if (scene === undefined) throw new Error(`there is no scene ${name}`)
  return scene
}
