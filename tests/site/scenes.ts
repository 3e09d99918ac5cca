/** Every page in every state that it can be in: looked at by the tests, and by people as screenshots. */
import {
  clientId,
  complete,
  cutOff,
  failing,
  foreign,
  incomplete,
  mistaken,
  never,
  registered,
  unregistered
} from './answers.ts'
import type { Answers } from './site-server.ts'

export interface Scene {
  name: string
  path: string
  answers: Partial<Answers>
  /** What is shown when the page is as this scene has it; absent, nothing is waited for. */
  shows?: string
}

export const usual: Answers = { health: complete, gateway: registered }

const link = `/registerClient/${clientId}?signature=${'0f'.repeat(64)}&zone=franklab.default&label=rig%202`
const client = `/client/${clientId}?zone=franklab.default`

export const scenes: Scene[] = [
  { name: 'landing healthy', path: '/', answers: {}, shows: 'Healthy' },
  { name: 'landing loading', path: '/', answers: { health: never }, shows: 'Asking the gateway…' },
  { name: 'landing missing', path: '/', answers: { health: incomplete }, shows: 'Set-up: 2 steps left' },
  { name: 'landing wrong', path: '/', answers: { health: mistaken }, shows: 'Set-up: 1 mistake' },
  { name: 'landing failing', path: '/', answers: { health: failing }, shows: 'Not working now' },
  { name: 'landing not JSON', path: '/', answers: { health: foreign }, shows: 'Cannot be reached' },
  { name: 'landing cut off', path: '/', answers: { health: cutOff }, shows: 'Cannot be reached' },
  {
    name: 'register',
    path: link,
    answers: { gateway: unregistered },
    shows: 'Nobody can register this client here before that.'
  },
  { name: 'register registered', path: link, answers: {}, shows: 'This client is registered already' },
  { name: 'register loading', path: link, answers: { gateway: never }, shows: 'Asking the gateway…' },
  {
    name: 'register failing',
    path: link,
    answers: { gateway: failing },
    shows: 'Whether it is registered already is unknown'
  },
  { name: 'register bad link', path: `/registerClient/${clientId}`, answers: {}, shows: 'This link is incomplete' },
  { name: 'client', path: client, answers: {}, shows: 'github|franklab' },
  { name: 'client loading', path: client, answers: { gateway: never }, shows: 'What is known of it' },
  { name: 'client unknown', path: client, answers: { gateway: unregistered }, shows: 'There is no such client here' },
  {
    name: 'client failing',
    path: client,
    answers: { gateway: failing },
    shows: 'A store of this gateway does not answer'
  },
  { name: 'client bad id', path: '/client/1234', answers: {}, shows: 'This link is incomplete' },
  { name: 'admin', path: '/admin?zone=franklab.default', answers: {}, shows: 'Zone franklab.default' },
  { name: 'admin bad zone', path: '/admin?zone=..', answers: {}, shows: 'No zone has such a name' },
  { name: 'not found', path: `/client/${clientId}/more`, answers: {}, shows: 'There is nothing here' }
]

export function sceneOf(name: string): Scene {
  const scene = scenes.find(scene => scene.name === name)
  if (scene === undefined) throw new Error(`there is no scene ${name}`)
  return scene
}
