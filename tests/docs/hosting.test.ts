/** docs/hosting.md, held to the stacks that it speaks of; and every command of the documentation, to where it is run. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { alarms } from '../../stacks/alarms.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

const [ci, newcomer, deployed, operator, doctor] = [
  '.ci/run',
  'tests/conformance/newcomer.test.ts',
  'tests/deployment/python-suite.ts',
  'tests/deployment/operator.test.ts',
  'tests/deployment/doctor.test.ts'
]
const moving = ['tests/docs/moving.test.ts', 'work in their order as they stand there'] as const
const setup = 'packages/operator/src/setup/run.test.ts'
const adopt = 'packages/operator/src/adopt/run.test.ts'

/** Which file runs a command, and as what it stands there: of another stage, for one. */
const runs: Record<string, [file: string, as: string]> = {
  'npm ci': [ci, "step 'npm ci' install"],
  'npm start': [newcomer, "'npm start'"],
  'pip install kachery-cloud numpy': [newcomer, "'pip install kachery-cloud numpy'"],
  'kachery-cloud-init': [newcomer, "'kachery-cloud-init'"],
  'export KACHERY_GATEWAY_URL=http://127.0.0.1:20117': [newcomer, 'toContain(`export KACHERY_GATEWAY_URL='],
  'export KACHERY_GATEWAY_URL=https://d1234abcd.cloudfront.net': [deployed, 'gatewayUrl'],
  'podman build -t kachery-gateway .': ['tests/terminal/containerfile.test.ts', "join(root, 'Containerfile')"],
  'podman run --network host -v kachery:/data kachery-gateway': [
    'tests/terminal/containerfile.test.ts',
    "case 'ENTRYPOINT'"
  ],
  'npm test': [ci, 'suite 1200 test\n'],
  'npm run dev': ['tests/docs/contributing.test.ts', '`npm run dev -- --port 0'],
  'npm run test:unit': ['package.json', 'run --project unit --project whole --project stacks --project measuring"'],
  // In CI with 30 MB.
  'npm run test:large': ['package.json', 'tests/large tests/conformance/large-upload.test.ts"'],
  "LARGE_TEST_BYTES=60e9 npm run test:large -- -t 'stored in parts'": [
    'tests/large/parts.test.ts',
    'is stored in parts'
  ],
  "LARGE_TEST_BYTES=200e9 npm run test:large -- -t 'verified by'": ['tests/large/verification.test.ts', 'verified by'],
  'npm run test:stacks -- -u': ['package.json', '--project stacks"'],
  'npm run test:mutation -- packages/core/src/files --sample 20': [ci, 'npm run --silent test:mutation -- --sample'],
  'npm run lint': [ci, 'npm run --silent lint'],
  'npm run typecheck': [ci, 'npm run --silent typecheck'],
  'clients/python/check': [ci, 'nice -n 5 clients/python/check'],
  'npm run bench': [ci, 'npm run --silent bench'],
  'npm run build:site': [ci, 'npm run --silent build:site'],
  'npm run screenshots': [ci, 'npm run --silent screenshots'],
  'npm run dev:site': ['tests/site/dev-site.test.ts', "'dev:site'"],
  'npx sst remove --stage prod': [ci, "step 'sst remove' deploy remove"],
  'npm run setup': [setup, 'expect(await go([])).toBe(0)'],
  'npm run setup -- --stage prod --region eu-west-1 --administrator ada --email you@lab.example --domain none --yes': [
    setup,
    '--region eu-west-1 --administrator ada --email you@lab.example --domain none --yes'
  ],
  'npm run setup -- --stage prod --sign-in': [
    'tests/deployment/give-sign-in.ts',
    'npm run setup -- --stage ci --sign-in'
  ],
  'npm run deploy -- --stage prod': [operator, 'npm run deploy -- --stage ci'],
  'npm run doctor -- --stage prod': [doctor, 'npm run doctor -- --stage ci'],
  'npm run rollback -- --stage prod --dry-run': [operator, 'npm run rollback -- --stage ci --dry-run'],
  'npm run rollback -- --stage prod': [operator, 'npm run rollback -- --stage ci --yes'],
  'npm run rotate -- ORIGIN_SECRET --stage prod': [
    'packages/operator/src/rotate/run.test.ts',
    "const { go, state, shown } = fixture('ORIGIN_SECRET')"
  ],
  'npm run rotate -- SESSION_KEY --stage prod': [operator, 'npm run rotate -- SESSION_KEY --stage ci --at-once'],
  'npm run deploy-role -- --stage staging --repo OWNER/REPO': [operator, 'npm run deploy-role -- --stage ci --repo'],
  'npm run deploy-role -- --stage prod --repo OWNER/REPO': [operator, 'npm run deploy-role -- --stage ci --repo'],
  'npm run deploy-role -- --stage preview --repo OWNER/REPO': [operator, 'npm run deploy-role -- --stage ci --repo'],
  'npm run cost -- --stage prod': [operator, 'npm run cost -- --stage ci'],
  'npm run secret -- list --stage prod': [operator, 'npm run secret -- list --stage ci'],
  'npm run secret -- set GITHUB_CLIENT_ID --stage prod': [doctor, 'npm run secret -- set GITHUB_CLIENT_ID --stage ci'],
  'npm run secret -- set GITHUB_CLIENT_SECRET --stage prod': [
    doctor,
    'npm run secret -- set GITHUB_CLIENT_SECRET --stage ci'
  ],
  'npm run secret -- set GATEWAY_CONFIG --stage prod --file gateway.yaml': [
    doctor,
    "'npm run secret -- set GATEWAY_CONFIG --stage ci', { more: ['--file', file] }"
  ],
  'npm run secret -- set MONGO_URI --stage prod': [operator, 'npm run secret -- set MONGO_URI --stage ci'],
  'npm run adopt -- --stage prod --zone lab --count': [adopt, "await go('--count')"],
  'npm run adopt -- --stage prod --zone lab': [adopt, 'await go()'],
  'npm run adopt -- --stage prod --zone lab --go': [adopt, "await go('--go')"],
  'npm run secret -- remove MONGO_URI --stage prod': [operator, 'npm run secret -- remove MONGO_URI --stage ci']
}

/** That test runs whatever commands of AWS docs/hosting.md shows, of the stage's own table. */
const drill = ['tests/deployment/restore.test.ts', 'await aws(command'] as const

/** That test runs whatever of vitest CONTRIBUTING.md shows, as it stands there. */
const shownTests = ['tests/docs/contributing.test.ts', 'await type(command'] as const
const isShownTest = (command: string) => /^npm run test:(unit|watch) -- /.test(command)

/** That test runs whatever commands docs/operations.md shows, as they stand there. */
const allOfOperations = ['tests/docs/operations.test.ts', "'%s works as it stands there'"] as const
const isJob = (command: string) =>
  command.startsWith('npm start -- --run ') && read('docs/operations.md').includes(command)

/** That test runs the lines of that section of README.md in their order. */
const largeFiles = [newcomer, 'with the lines of "Large files"'] as const
const isOfLargeFiles = (command: string) =>
  /^## Large files\n(.*?)^## /ms.exec(read('README.md'))?.[1]?.includes(command) === true

/** That test sends what docs/zone-admin.md has people send. */
const sent = ['packages/functions/src/api/files.test.ts', "'are taken as docs/zone-admin.md shows them'"] as const

/** Lines of its code blocks for a shell, in lists too, without what is said behind a number sign; one that goes on is one. */
const commandsOf = (markdown: string) =>
  [...markdown.matchAll(/^ *```(?:bash|sh|shell|console)\n(.*?)^ *```$/gms)]
    .flatMap(([, block = '']) => block.replaceAll(/ \\\n */g, ' ').split('\n'))
    .map(line => line.replace(/(^|\s+)#.*$/, '').trim())
    .filter(line => line !== '')

describe('commands in the documentation', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })]
  const commands = new Set(documents.flatMap(path => commandsOf(read(path))))

  it('are there', () => {
    expect(commands.size).toBeGreaterThan(20)
    expect(documents).toContain('docs/hosting.md')
  })

  it.each([...commands])('%s is run by a test or by .ci/run', command => {
    const [file, as] =
      runs[command] ??
      (command.startsWith('aws ')
        ? drill
        : command.startsWith('curl ')
          ? sent
          : isShownTest(command)
            ? shownTests
            : isJob(command)
              ? allOfOperations
              : command.startsWith('npm run import -- ')
                ? moving
                : isOfLargeFiles(command)
                  ? largeFiles
                  : [])
    expect(file, 'it is not in the list above').toBeDefined()
    expect(read(file ?? '')).toContain(as)
  })

  it('are all of the list', () => {
    expect(Object.keys(runs).filter(command => !commands.has(command))).toEqual([])
  })
})

describe('docs/hosting.md', () => {
  const hosting = read('docs/hosting.md')
  /** Cells of the table with that first heading, row by row. */
  const rows = (heading: string) => {
    const [, body = ''] = new RegExp(`^\\| ${heading} \\|[^\\n]*\\n\\|[-|]+\\n(.*?)\\n\\n`, 'ms').exec(hosting) ?? []
    return body.split('\n').map(row => row.slice(2, -2).split(' | '))
  }

  it('has every alarm, and no other, in the words of the alarm', () => {
    expect(rows('alarm')).toEqual(Object.entries(alarms).map(([name, { what, todo }]) => [`\`${name}\``, what, todo]))
  })

  it('has every setting of a stage, and no other', () => {
    const [, fields = ''] =
      /^export interface StageSettings \{\n(.*?)^\}/ms.exec(read('stacks/stage-settings.ts')) ?? []
    const settings = [...fields.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name)
    expect(settings.length).toBeGreaterThan(8)
    expect(
      rows('setting')
        .map(([name]) => name)
        .sort()
    ).toEqual(settings.map(name => `\`${name}\``).sort())
  })

  it('needs no more than 8 steps to the first upload', () => {
    const [, road = ''] = /^## From an empty account[^\n]*\n(.*?)^## /ms.exec(hosting) ?? []
    const steps = [...road.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number))
    expect(steps).toEqual(steps.map((_, index) => index + 1))
    expect(steps.length).toBeGreaterThan(5)
    expect(steps.length).toBeLessThanOrEqual(8)
  })
})
