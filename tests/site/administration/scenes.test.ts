/** The pages of the administration: tests/site/scenes.ts says what is true of each. */
import { testScenes } from '../scenes.ts'
import { usual } from './answers.ts'
import { fixtures } from './fixtures.ts'

const closely = [
  ...fixtures.filter(({ name }) => name.endsWith(' full')).map(({ name }) => name),
  ...['overview broken', 'access removing', 'storage test failed', 'activity file', 'users blocking', 'usage client'],
  ...['zones adding', 'zones rotating', 'zones handing over', 'zones scratch', 'zones removing']
]

testScenes(fixtures, usual, closely)
