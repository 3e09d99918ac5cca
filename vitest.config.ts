import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { DeploymentInOrder } from './tests/deployment/order.ts'

// For the processes that tests start: each would strip the same types and compile the same scripts, for most of its life.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url))

/** Whatever a gateway answers, logs and stores while tests run is searched for secrets. */
const setupFiles = ['packages/leak-check/src/setup.ts']

/** Says how long steps take, with nothing beside it. */
const holdsTheLoop = 'packages/core/src/outside-data.test.ts'

/** Files beside the code that start processes, or measure what others in the same process would disturb. */
export const ownProcess = [
  holdsTheLoop,
  'packages/core/src/me/many-files.test.ts',
  'packages/core/src/signing/json-text.test.ts',
  'packages/core/src/stores/dynamodb/dynalite.test.ts',
  'packages/core/src/stores/mongodb/faults.test.ts',
  'packages/functions/src/jobs/job-handler.test.ts',
  'packages/functions/src/{hidden,share}-timing.test.ts',
  'packages/leak-check/src/*.test.ts',
  'packages/local/src/{behind-a-proxy,main,end-to-end}.test.ts',
  'packages/local/src/data/data-directory.test.ts',
  'packages/local/src/embedded/*.test.ts',
  'packages/local/src/jobs/run-command.test.ts',
  'packages/local/src/server/{file-routes,http-server}.test.ts',
  'packages/local/src/site/site-routes.test.ts',
  'packages/operator/src/main.test.ts',
  'packages/web/src/pages/account/client-setup.test.ts',
  'tests/attack/{fuzz,settings-under-load}.test.ts'
]

/** Conformance tests that say how long something may take. */
const measuring = ['tests/conformance/{faults,newcomer,switch}.test.ts']

export default defineConfig({
  test: {
    sequence: { sequencer: DeploymentInOrder },
    // Tests wait for time limits, browsers and processes as much as they compute: one more keeps the cores at work meanwhile.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'tests/attack/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...ownProcess],
          setupFiles,
          // A process for each file would take longer than most of them.
          isolate: false,
          testTimeout: 20_000,
          hookTimeout: 30_000
        }
      },
      {
        test: {
          name: 'whole',
          include: [...ownProcess, 'tests/{acceptance,docs,large,mutation,s3-server,site,terminal}/**/*.test.ts'],
          exclude: ['**/node_modules/**', holdsTheLoop],
          setupFiles,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          // A browser on a busy machine takes its time.
          expect: { poll: { timeout: 15_000 } }
        }
      },
      {
        test: {
          name: 'measuring',
          include: [holdsTheLoop],
          sequence: { groupOrder: 2 }
        }
      },
      {
        test: {
          name: 'stacks',
          include: ['tests/stacks/**/*.test.ts'],
          globalSetup: ['tests/stacks/global-setup.ts'],
          setupFiles: ['tests/stacks/until-synthesised.ts'],
          // After the others, beside which the stacks are synthesised.
          sequence: { groupOrder: 1 },
          isolate: false,
          testTimeout: 20_000
        }
      },
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          exclude: measuring,
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000
        }
      },
      {
        test: {
          name: 'conformance-measuring',
          include: measuring,
          // After the others: each has the machine for itself.
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000
        }
      },
      {
        test: {
          name: 'deployment',
          include: ['tests/deployment/**/*.test.ts'],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false
        }
      },
      {
        test: {
          name: 'removal',
          include: ['tests/removal/**/*.test.ts']
        }
      }
    ]
  }
})
