import { describe, expect, it } from 'vitest'
import { testSite } from '../../testing/test-site.ts'

describe('a job that a gateway administrator starts', () => {
  it('is started once, and answered without waiting for it', async () => {
    const site = testSite()
    const answer = await site.ask('POST /api/jobs/archive-logs/runs', { cookies: [await site.signIn('root')] })
    expect(answer.status).toBe(204)
    expect(site.startedJobs).toEqual(['archive-logs'])
  })

  it('has one of the jobs’ names', async () => {
    const site = testSite()
    const answer = await site.ask('POST /api/jobs/everything/runs', { cookies: [await site.signIn('root')] })
    expect([answer.status, answer.json.code]).toEqual([400, 'request.invalid'])
    expect(site.startedJobs).toEqual([])
  })
})
