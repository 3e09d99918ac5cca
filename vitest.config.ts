import { defineConfig } from 'vitest/config'
import { DeploymentInOrder } from './tests/deployment/order.ts'

export default defineConfig({
  test: {
    sequence: { sequencer: DeploymentInOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'tests/{acceptance,attack,docs,site}/**/*.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000
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
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false
        }
      },
      {
        test: {
          name: 'deployment',
          include: ['tests/deployment/**/*.test.ts'],
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
