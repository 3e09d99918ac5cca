/** Before the tests of a file: what tests/stacks/global-setup.ts began has ended. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'

const ended = `${inject('synthesised')}.ended`
while (!existsSync(ended)) await sleep(200)
const trouble = readFileSync(ended, 'utf8')
if (trouble !== '') throw new Error(trouble)
