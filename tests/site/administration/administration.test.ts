/** The pages of the administration in a real browser, under the policy that they are deployed with. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { violations } from '../accessible.ts'
import { emptySettings, failing, json, settings, yaml, zone } from './answers.ts'
import { type AdministrationFixture, fixtureOf } from './fixtures.ts'
import { type ApiAnswer, problem } from './site-with-api.ts'
import { openStage, type Played, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 90_000)
afterAll(() => stage.close())

type Options = Parameters<Stage['play']>[1]

async function play(fixture: AdministrationFixture, options?: Options): Promise<Played> {
  const played = await stage.play(fixture, options)
  onTestFinished(played.end)
  return played
}

const changesOf = (operation: string) =>
  stage.site.asked.filter(one => one.operation === operation).map(({ asked }) => asked)
const patch = 'PATCH /api/zones/{zone}/settings'
const put = 'PUT /api/zones/{zone}/settings'

describe('access by switches', () => {
  it('a switch shows at once what was switched, and sends nothing else', async () => {
    const answered: ApiAnswer = () => ({
      json: { ...settings, allows: { ...settings.allows, allowPublicUpload: true } },
      after: 600
    })
    const { page } = await play({ ...fixtureOf('access full'), answers: { [patch]: answered } })
    const upload = page.getByRole('switch', { name: 'Public upload' })
    await upload.click()
    await expect.poll(() => upload.isChecked()).toBe(true)
    await page.getByText('Every registered client').waitFor({ timeout: 300 })
    await expect.poll(() => changesOf(patch).map(({ body }) => body)).toEqual([{ allowPublicUpload: true }])
  })

  it('what is refused turns back, and says why', async () => {
    const { page } = await play({ ...fixtureOf('access full'), answers: { [patch]: failing } })
    const admin = page.getByRole('switch', { name: 'Admin for ann-marie' })
    await admin.click()
    await page.getByText('Couldn’t change what ann-marie can do').waitFor()
    await page.getByText('A store of this gateway does not answer').waitFor()
    await expect.poll(() => admin.isChecked()).toBe(false)
  })

  it('a user is taken out after one question that says what it affects', async () => {
    const left = settings.allows.authorizedUsers.filter(({ userId }) => userId !== 'ann-marie')
    const answered = json({ ...settings, allows: { ...settings.allows, authorizedUsers: left } })
    const { page } = await play({
      ...fixtureOf('access removing'),
      answers: { [patch]: answered, 'GET /api/zones/{zone}/settings': json(settings) }
    })
    const dialog = page.getByRole('alertdialog')
    await expect.poll(() => dialog.innerText()).toContain('files and clients stay')
    expect(changesOf(patch)).toEqual([])
    await dialog.getByRole('button', { name: 'Remove user' }).click()
    await page.getByRole('rowheader', { name: 'ann-marie' }).waitFor({ state: 'detached' })
    expect(changesOf(patch).map(({ body }) => body)).toEqual([{ users: { 'ann-marie': null } }])
  })

  it('nobody gives up administering without being asked', async () => {
    const { page } = await play(fixtureOf('access full'))
    await page.getByRole('switch', { name: 'Admin for franklab' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => page.getByRole('switch', { name: 'Admin for franklab' }).isChecked()).toBe(true)
    expect(changesOf(patch)).toEqual([])
  })

  it('a colleague is added by login, with upload and download', async () => {
    const { page } = await play({
      ...fixtureOf('access empty'),
      answers: { 'GET /api/zones/{zone}/settings': json(emptySettings), [patch]: json(settings) }
    })
    await page.getByLabel('Add users').fill('@ann-marie')
    await page.keyboard.press('Enter')
    await page.getByRole('switch', { name: 'Upload for ann-marie' }).waitFor()
    expect(changesOf(patch).map(({ body }) => body)).toEqual([
      { users: { 'ann-marie': { upload: true, download: true } } }
    ])
  })
})

describe('issue 13, number 12: users are GitHub logins', () => {
  const people: ApiAnswer = ({ query }) => ({
    json: {
      people: (query.get('logins') ?? '').split(',').map(login => ({
        login,
        exists: query.get('ask') === null ? null : !login.startsWith('nobody'),
        name: login === 'curie' ? 'Marie Curie' : null,
        avatarUrl: null,
        signedIn: login !== 'curie'
      }))
    }
  })
  const added = [...settings.allows.authorizedUsers, { userId: 'curie', upload: true, download: true, admin: false }]
  const answers = {
    'GET /api/zones/{zone}/people': people,
    [patch]: json({ ...settings, allows: { ...settings.allows, authorizedUsers: added } })
  }

  it('what is none is refused at the field, and nothing is sent', async () => {
    const { page } = await play({ ...fixtureOf('access full'), answers })
    for (const [text, mistake] of [
      ['ann@lab.org', 'is an e-mail address'],
      ['Ann Lee', 'has a space'],
      ['ann-marie, FRANKLAB', 'in the list already'],
      ['', 'Enter a GitHub login']
    ] as const) {
      await page.getByLabel('Add users').fill(text)
      await page.keyboard.press('Enter')
      await page.getByText(mistake).waitFor()
    }
    expect(changesOf(patch)).toEqual([])
  })

  it('a list is added at once, by name, and who has not signed in yet is marked', async () => {
    const { page } = await play({ ...fixtureOf('access full'), answers })
    await page.getByLabel('Add users').fill('https://github.com/curie, @bohr')
    await page.keyboard.press('Enter')
    const row = page.getByRole('rowheader', { name: 'curie' })
    await row.getByText('Marie Curie').waitFor()
    await row.getByText('has not signed in yet').waitFor()
    const rights = { upload: true, download: true }
    expect(changesOf(patch).map(({ body }) => body)).toEqual([{ users: { curie: rights, bohr: rights } }])
  })

  it('one that GitHub does not know is added only when that is wanted', async () => {
    const { page } = await play({ ...fixtureOf('access full'), answers })
    await page.getByLabel('Add users').fill('nobody-there')
    await page.keyboard.press('Enter')
    await page.getByText('GitHub has no user nobody-there').waitFor()
    expect(changesOf(patch)).toEqual([])
    await page.getByRole('button', { name: 'Add anyway' }).click()
    await expect.poll(() => changesOf(patch).length).toBe(1)
  })
})

describe('the file in the editor', () => {
  const editor = ({ page }: Played) => page.getByRole('textbox', { name: /^Settings file/ })
  /** Replaces the whole text. */
  const write = async (played: Played, text: string) => {
    await editor(played).click()
    await played.page.keyboard.press('ControlOrMeta+a')
    await played.page.keyboard.insertText(text)
  }

  it('is saved over the version that was read, as it was written', async () => {
    const mine = yaml.replace('allowPublicUpload: false', 'allowPublicUpload: true')
    const played = await play({
      ...fixtureOf('file full'),
      answers: { [put]: json({ ...settings, yaml: mine, etag: '"2"' }) }
    })
    await write(played, mine)
    await played.page.getByText('Not saved yet.').waitFor()
    await played.page.keyboard.press('ControlOrMeta+s')
    await played.page.getByText('Saved the settings').waitFor()
    expect(changesOf(put)).toEqual([expect.objectContaining({ body: { yaml: mine }, ifMatch: '"1"' })])
    expect(played.troubles).toEqual([])
  })

  it('a mistake is told at its line, and is not sent', async () => {
    const played = await play(fixtureOf('file full'))
    await write(played, yaml.replace('upload: true, download: true }', 'upload: yes please, download: true }'))
    await played.page.getByText('Line 8: authorizedUsers.1.upload is true or false').waitFor()
    await expect.poll(() => played.page.locator('.cm-lintRange-error').count()).toBe(1)
    await played.page.getByRole('button', { name: 'Save' }).click()
    expect(changesOf(put)).toEqual([])
  })

  const theirs = `${yaml}  - { userId: curie, upload: true }\n`
  const changed: ApiAnswer = ({ ifMatch }) =>
    ifMatch === '"1"'
      ? {
          status: 412,
          json: problem(412, 'settings.changed', 'The settings were changed by curie since you read them.', {
            current: { yaml: theirs, etag: '"2"', exists: true, changed: { by: 'curie', at: 1_763_000_000_000 } }
          })
        }
      : { json: { ...settings, yaml: theirs, etag: '"3"' } }

  it('changed by somebody meanwhile: it says who and what, and both changes go on together', async () => {
    const played = await play({ ...fixtureOf('file full'), answers: { [put]: changed } })
    const { page } = played
    await write(played, yaml.replace('allowPublicUpload: false', 'allowPublicUpload: true'))
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('curie changed it on').waitFor()
    await page.getByText('+   - { userId: curie, upload: true }').waitFor()
    expect(await violations(played)).toEqual([])
    await page.getByRole('button', { name: 'Merge my changes' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    const both = theirs.replace('allowPublicUpload: false', 'allowPublicUpload: true')
    await expect
      .poll(() => changesOf(put).map(({ body, ifMatch }) => [body, ifMatch]))
      .toEqual([
        [{ yaml: yaml.replace('allowPublicUpload: false', 'allowPublicUpload: true') }, '"1"'],
        [{ yaml: both }, '"2"']
      ])
  })

  it('unsaved changes are not lost by a click elsewhere without a question', async () => {
    const played = await play(fixtureOf('file full'))
    const { page } = played
    await write(played, `${yaml}# more\n`)
    await page.getByRole('link', { name: 'Usage' }).click()
    await page.getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Not saved yet.').waitFor()
    expect(page.url()).toContain('/access?as=file')
  })

  it('who came into it by keyboard gets out again', async () => {
    const played = await play(fixtureOf('file full'))
    await write(played, `${yaml}# more\n`)
    await played.page.keyboard.press('Tab')
    await expect.poll(() => played.page.evaluate('document.activeElement.innerText')).toBe('Save')
  })
})

describe('usage', () => {
  it.each(['en-US@posix', ''])('is drawn where the browser says that its language is %j', async language => {
    const { page, troubles } = await play(fixtureOf('overview full'))
    await page.addInitScript(`Object.defineProperty(Navigator.prototype, 'language', { get: () => '${language}' })`)
    await page.goto(`${stage.site.url}/zone/franklab.default/usage`)
    await page.locator('.chart-place canvas').waitFor()
    expect(troubles).toEqual([])
  })

  it('a year of 500 clients is drawn within 200 ms', async () => {
    const { page } = await play(fixtureOf('usage year'))
    const drawn: number[] = await page.evaluate(
      `performance.getEntriesByName('usage chart drawn').map(({ duration }) => duration)`
    )
    expect(drawn.length).toBeGreaterThan(0)
    expect(Math.max(...drawn)).toBeLessThan(200)
  })

  it('the table has what the chart shows, and CSV has the bytes', async () => {
    const { page } = await play(fixtureOf('usage full'))
    await page.getByText('The numbers as a table').click()
    await expect.poll(() => page.getByRole('region', { name: 'Usage as a table' }).getByRole('row').count()).toBe(31)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV by client' }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/^franklab\.default-usage-clients-\d{4}-\d\d-\d\d\.csv$/)
    const [head, first, ...others] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
    expect(head).toMatch(/^client,owner,upload bytes,uploads,/)
    expect(first).toMatch(/^'=1\+1,franklab,0,/)
    expect(new Set(others).size).toBe(9_999)
  })

  it('one client’s days are shown alone, at an address of their own, and all again', async () => {
    const { page } = await play(fixtureOf('usage full'))
    await page.getByRole('button', { name: 'ann-marie', exact: true }).click()
    await page.getByRole('button', { name: 'Show all clients' }).waitFor()
    expect(new URL(page.url()).searchParams.get('client')).toBe('ann-marie')
    await page.getByRole('button', { name: 'Show all clients' }).click()
    await page.getByText('of ann-marie alone').waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('')
  })
})

describe('clients', () => {
  it('are searched for by the server, a page at a time', async () => {
    const { page } = await play(fixtureOf('clients full'))
    await page.getByRole('searchbox').fill('rig')
    await expect
      .poll(() => changesOf('GET /api/zones/{zone}/clients').map(({ query }) => query.get('search')))
      .toEqual([null, 'rig'])
    await page.getByRole('button', { name: 'Show more' }).click()
    await expect
      .poll(() => changesOf('GET /api/zones/{zone}/clients').map(({ query }) => query.get('after')))
      .toEqual([null, null, '50'])
  })

  it('show a label as text, whatever is in it', async () => {
    const { page } = await play(fixtureOf('clients full'))
    await page.getByRole('link', { name: 'rig 2, <b>room 14</b>' }).first().waitFor()
    expect(await page.locator('b').count()).toBe(0)
  })
})

describe('activity', () => {
  const ask = 'GET /api/zones/{zone}/activity'
  const asked = (name: string) => changesOf(ask).map(({ query }) => query.get(name))

  it('goes on to what is older, page by page', async () => {
    const { page } = await play(fixtureOf('activity full'))
    const lines = page.getByRole('list', { name: 'Activity in zone franklab.default' }).getByRole('listitem')
    for (const count of [50, 100, 150, 200]) {
      await expect.poll(() => lines.count()).toBe(count)
      if (count < 200) await page.getByRole('button', { name: 'Older' }).click()
    }
    await page.getByText('End of the log.').waitFor()
    expect(asked('after')).toEqual([null, '50', '100', '150'])
  })

  it('of one client is found by the server; where little is found it says how far it has looked', async () => {
    const { page } = await play(fixtureOf('activity full'))
    await page
      .getByRole('button', { name: /^Filter by this client/ })
      .first()
      .click()
    await page.getByText(/^Searched back to /).waitFor()
    const client = new URL(page.url()).searchParams.get('client')
    expect(client).toMatch(/^[0-9a-f]{64}$/)
    await page.getByRole('button', { name: 'Older' }).click()
    await expect.poll(() => asked('client')).toEqual([null, client, client])
    expect(asked('after')).toEqual([null, null, '20'])
    await page.getByRole('button', { name: 'Show all clients' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })
})

describe('users of the gateway', () => {
  it('are searched for by the server', async () => {
    const { page } = await play(fixtureOf('users full'))
    await page.getByRole('searchbox', { name: 'Search by login or account' }).fill('noe')
    await page.getByText('curie').waitFor({ state: 'detached' })
    const table = page.getByRole('table', { name: 'Users of this gateway' })
    await expect.poll(() => table.getByRole('row').count()).toBe(2)
    expect(changesOf('GET /api/users').map(({ query }) => query.get('search'))).toEqual([null, 'noe'])
  })
})

describe('issue 13, number 23: users of the gateway', () => {
  it('are signed out and blocked after a question, and unblocked at once', async () => {
    const { page } = await play(fixtureOf('users full'))
    const confirm = async (row: string, act: string) => {
      await page.getByRole('button', { name: row }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: act }).click()
      await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    }
    await confirm('Sign out curie', 'Sign out')
    await confirm('Block curie', 'Block login')
    await page.getByRole('table', { name: 'Blocked logins' }).getByRole('button', { name: 'Unblock lamarr' }).click()
    await page.getByText('lamarr is no longer blocked').waitFor()
    expect(changesOf('POST /api/users/sign-out').map(({ body }) => body)).toEqual([{ accountId: '5143757' }])
    expect(changesOf('POST /api/blocked-logins').map(({ body }) => body)).toEqual([{ login: 'curie' }])
    expect(changesOf('DELETE /api/blocked-logins').map(({ query }) => query.get('login'))).toEqual(['lamarr'])
  })

  it('who have never signed in are blocked by their login', async () => {
    const { page } = await play(fixtureOf('users full'))
    await page.getByRole('button', { name: 'Block a login' }).click()
    await page.getByLabel('GitHub login').fill(' mallory ')
    await page.keyboard.press('Enter')
    await page.getByText('mallory is blocked').waitFor()
    expect(changesOf('POST /api/blocked-logins').map(({ body }) => body)).toEqual([{ login: 'mallory' }])
  })
})

describe('zones of the gateway', () => {
  it('are searched for by the server; where it has not looked through all, it looks further', async () => {
    const { page } = await play(fixtureOf('zones full'))
    await page.getByRole('searchbox', { name: 'Search by zone or owner' }).fill('lab61.')
    await page.getByText('Nothing so far begins with “lab61.”').waitFor()
    await page.getByRole('button', { name: 'Look further' }).click()
    await page.getByRole('link', { name: 'lab61.default' }).waitFor()
    expect(changesOf('GET /api/zones').map(({ query }) => [query.get('search'), query.get('after')])).toEqual([
      [null, null],
      ['lab61.', null],
      ['lab61.', '50']
    ])
  })

  const add = 'POST /api/zones-with-bucket'
  const secret = 'wJalrXUtnFEMI-secret'

  it('a bucket that fails the test says at each step what to do, and the form stays', async () => {
    const steps = [
      {
        step: 'write',
        ok: false,
        message: 'The store does not accept the credentials (InvalidAccessKeyId).',
        elapsed: 5
      }
    ]
    const answer: ApiAnswer = () => ({
      status: 422,
      json: problem(
        422,
        'zone.bucket_test_failed',
        'The bucket did not pass the connection test, so nothing was kept; see what its steps say.',
        { steps }
      )
    })
    const played = await play({ ...fixtureOf('zones adding'), answers: { [add]: answer } })
    const dialog = played.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add zone' }).click()
    await dialog.getByText('The secret access key is missing.').waitFor()
    expect(changesOf(add)).toEqual([])
    for (const [label, value] of [
      ['Name', 'new.lab'],
      ['Owner', 'curie'],
      ['Bucket', 's3://new-lab?region=eu-west-1'],
      ['Access key id', 'AKIA'],
      ['Secret access key', secret]
    ] as const)
      await dialog.getByLabel(label, { exact: true }).fill(value)
    await dialog.getByRole('button', { name: 'Add zone' }).click()
    await dialog.getByText('The store does not accept the credentials').waitFor()
    expect(await violations(played)).toEqual([])
    expect(changesOf(add).map(({ body }) => body)).toEqual([
      {
        zone: 'new.lab',
        ownerId: 'curie',
        bucketUri: 's3://new-lab?region=eu-west-1',
        directory: '',
        overExisting: false,
        credentials: { accessKeyId: 'AKIA', secretAccessKey: secret }
      }
    ])
    await expect.poll(() => dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('new.lab')
  })

  it('credentials are in no address and no form that was closed', async () => {
    const { page } = await play(fixtureOf('zones adding'))
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Secret access key').fill(secret)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Add a zone' }).click()
    await expect.poll(() => dialog.getByLabel('Secret access key').inputValue()).toBe('')
    expect(page.url()).not.toContain(secret)
    expect(stage.site.asked.some(({ asked }) => JSON.stringify(asked.body ?? '').includes(secret))).toBe(false)
  })

  it('one is removed after a question that says that its bucket stays', async () => {
    const { page } = await play(fixtureOf('zones removing'))
    expect(changesOf('DELETE /api/zones/{zone}')).toEqual([])
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove zone' }).click()
    await page.getByText('Removed zone lab5.default').waitFor()
    expect(changesOf('DELETE /api/zones/{zone}')).toHaveLength(1)
  })
})

it('editor and charts are not loaded before they are shown', async () => {
  const { page } = await play(fixtureOf('overview full'))
  const loaded: string[] = await page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => name)`)
  expect(loaded.some(name => name.endsWith('.js'))).toBe(true)
  expect(loaded.filter(name => /editor|chart/.test(name))).toEqual([])
})

it('the title and the focus follow from page to page', async () => {
  const { page } = await play(fixtureOf('overview full'))
  await page.getByRole('link', { name: 'Storage' }).click()
  await page.getByText('Connection test').waitFor()
  await expect.poll(() => page.title()).toBe('Storage · Zone franklab.default · Kachery gateway')
  await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H1')
})

describe('a job', () => {
  // No other job's: that would be answered 404.
  const start = 'POST /api/jobs/sweep/runs'

  it('is started once by its button, and that is said', async () => {
    const { page } = await play({ ...fixtureOf('jobs full'), answers: { [start]: () => ({ status: 204 }) } })
    await page.getByRole('button', { name: 'Run now: Sweep' }).click()
    await page.getByText('Sweep: begun').waitFor()
    expect(changesOf(start)).toHaveLength(1)
  })

  it('that is not started says why', async () => {
    const { page } = await play({ ...fixtureOf('jobs full'), answers: { [start]: failing } })
    await page.getByRole('button', { name: 'Run now: Sweep' }).click()
    await page.getByText('Couldn’t start the job').waitFor()
    await page.getByText('A store of this gateway does not answer').waitFor()
  })
})

describe('issue 13, number 14: an owner’s own zone', () => {
  const overview = fixtureOf('overview full')
  const refusal = problem(409, 'zone.removal_unconfirmed', 'Zone franklab.default has 3 files (5 bytes).', {
    there: { files: 3, bytes: 5, more: false }
  })
  const removal: ApiAnswer = ({ query }) =>
    query.get('confirm') === 'franklab.default' ? {} : { status: 409, json: refusal }

  it('is removed after its name was typed, where it has files', async () => {
    const { page } = await play({ ...overview, answers: { 'DELETE /api/zones/{zone}': removal } })
    await page.getByRole('button', { name: 'Remove zone' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByRole('button', { name: 'Remove zone' }).click()
    await question.getByText('franklab.default has 3 files').waitFor()
    await question.getByLabel('Type franklab.default to confirm').fill('franklab.default')
    await question.getByRole('button', { name: 'Remove zone' }).click()
    await page.getByText('Removed zone franklab.default').waitFor()
    await page.waitForURL('**/account/zones')
  })

  it('is renamed, and its pages follow', async () => {
    const { page } = await play({
      ...overview,
      answers: { 'POST /api/zones/{zone}/name': json({ zone: 'franklab.new' }) }
    })
    await page.getByRole('button', { name: 'Rename zone' }).click()
    await page.getByLabel('New name').fill('franklab.new')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/zone/franklab.new')
    expect(changesOf('POST /api/zones/{zone}/name').map(({ body }) => body)).toEqual([{ zone: 'franklab.new' }])
  })

  it('of somebody else shows nothing of that', async () => {
    const notMine = json({ ...zone, owned: false })
    const { page } = await play({ ...overview, answers: { 'GET /api/zones/{zone}': notMine } })
    await page.getByText('franklab-kachery').first().waitFor()
    expect(await page.getByRole('button', { name: 'Remove zone' }).count()).toBe(0)
  })
})

describe('issue 13, number 16: activity', () => {
  it('is filtered by whose client it was, by its label, and by a pasted URI', async () => {
    const { page } = await play(fixtureOf('activity full'))
    const filter = page.getByLabel('Filter by person, client, file or URI')
    const lines = page.locator('ol.activity li')
    for (const text of ['ann-marie', 'lorens lap']) {
      await filter.fill(text)
      await page.keyboard.press('Enter')
      await expect.poll(() => lines.first().innerText()).toContain('lorens laptop of ann-marie')
    }
    await filter.fill(`sha1://${(99).toString(16).padStart(8, '0').repeat(5)}/recording.nwb`)
    await page.keyboard.press('Enter')
    await page.getByText('Started an upload').first().waitFor()
    expect(await lines.filter({ hasText: 'Downloaded' }).count()).toBe(0)
    expect(await lines.first().innerText()).toContain('Python')
  })

  it('a change of settings shows before and after, and is undone', async () => {
    const { page } = await play({ ...fixtureOf('activity full'), answers: { [patch]: json(settings) } })
    await page.getByText('Public upload: on → off').first().waitFor()
    await page.getByText('curie: not listed → upload, download').first().waitFor()
    await page.getByRole('button', { name: 'Undo this change' }).first().click()
    await page.getByText('Restored the settings from before this change').waitFor()
    expect(changesOf(patch).map(({ body }) => body)).toEqual([{ allowPublicUpload: true, users: { curie: null } }])
  })
})

describe('issue 13, number 17: CORS rules', () => {
  const put = 'PUT /api/zones/{zone}/cors'
  const storage = fixtureOf('storage full')

  it('shows those of the bucket, warns of *, removes and adds', async () => {
    const { page } = await play(storage)
    await page.getByText('Any web page can use the files').waitFor()
    await page.getByRole('button', { name: 'Remove *' }).click()
    await expect.poll(() => changesOf(put).map(({ body }) => body)).toEqual([{ origins: ['https://figurl.org'] }])
    const field = page.getByLabel('Origins, one a line')
    for (const [text, mistake] of [
      ['ftp://figurl.org', 'is not a web origin'],
      ['https://figurl.org/f?v=x', 'is not a web origin']
    ] as const) {
      await field.fill(text)
      await page.getByRole('button', { name: 'Add origins' }).click()
      await page.getByText(mistake).waitFor()
    }
    await field.fill('https://bücher.example/')
    await page.getByRole('button', { name: 'Add origins' }).click()
    await expect
      .poll(() => changesOf(put).map(({ body }) => body))
      .toContainEqual({ origins: ['https://figurl.org', '*', 'https://xn--bcher-kva.example'] })
  })

  it('a store that has none says so', async () => {
    const missing = problem(422, 'bucket.cors_not_offered', 'This store has no CORS rules of buckets.')
    const notOffered: ApiAnswer = () => ({ status: 422, json: missing })
    const { page } = await play({ ...storage, answers: { 'GET /api/zones/{zone}/cors': notOffered } })
    await page.getByText('Couldn’t load the CORS rules').waitFor()
    await page.getByText('This store has no CORS rules of buckets').waitFor()
  })
})
