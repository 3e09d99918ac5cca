/** All interceptors, once in a process: what they see goes to the watch of the test file that runs. */
import { currentWatch } from '../watch.ts'
import { interceptChildProcesses } from './child-processes.ts'
import { interceptConsole } from './console.ts'
import { interceptFetchedAnswers } from './fetched-answers.ts'
import { interceptHttpAnswers } from './http-answers.ts'

for (const intercept of [interceptHttpAnswers, interceptFetchedAnswers, interceptChildProcesses, interceptConsole])
  intercept(currentWatch)
