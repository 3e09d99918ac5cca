/** All taps, once in a process: what they see goes to the watch of the test file that runs. */
import { currentWatch } from '../watch.ts'
import { tapChildProcesses } from './child-processes.ts'
import { tapConsole } from './console.ts'
import { tapFetchedAnswers } from './fetched-answers.ts'
import { tapHttpAnswers } from './http-answers.ts'

for (const tap of [tapHttpAnswers, tapFetchedAnswers, tapChildProcesses, tapConsole]) tap(currentWatch)
