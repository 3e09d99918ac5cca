/** The pages that are for everybody: tests/site/scenes.ts says what is true of each. */
import { usual } from './answers.ts'
import { fixtures } from './fixtures.ts'
import { testScenes } from './scenes.ts'

/** Each page once, and dialogs: what else fixtures show is between. */
const closely = [
  ...[
    'landing signed in',
    'landing missing',
    'landing of a lab',
    'sign in by name',
    'sign in refused',
    'setup',
    'register'
  ],
  ...['client mine', 'client rename', 'account', 'account zones', 'account keys', 'account resources', 'not found'],
  ...[
    'account new client',
    'account new zone',
    'account new key',
    'account new resource',
    'account sign out everywhere'
  ]
]

testScenes(fixtures, usual, closely)
