import { defineConfig } from 'vitest/config'
import { DeploymentInOrder } from './tests/deployment/order.ts'

/** Whatever a gateway answers, logs and stores while tests run is searched for secrets. */
const setupFiles = ['tests/secrets/setup.ts']

export default defineConfig({
  test: {
    sequence: { sequencer: DeploymentInOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'tests/{acceptance,attack,docs,secrets,site}/**/*.test.ts'],
          setupFiles,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          // A browser on a busy machine takes its time.
          expect: { poll: { timeout: 15_000 } }
        }
      },
      {
        test: {
          name: 'stacks',
          include: ['tests/stacks/**/*.test.ts'],
          globalSetup: ['tests/stacks/global-setup.ts'],
          testTimeout: 20_000
        }
      },
      {
        test: {
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false
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
