/** `/`: what this gateway is, whether it is healthy, and how to start. */

import { getHealth } from '../data/health.ts'
import { createQuestion } from '../data/use-api.tsx'
import { Page } from '../ui/page.tsx'
import { HealthCard } from './landing/health-card.tsx'
import { HealthLine } from './landing/health-line.tsx'
import { HowToStart } from './landing/how-to-start.tsx'

export default function LandingPage() {
  const health = createQuestion(() => 'health', getHealth)
  return (
    <Page
      title="Welcome"
      heading="Your files, by what is in them"
      lead="This gateway stores a lab’s files under the SHA-1 of their bytes, so that whoever has a file’s URI gets back exactly those bytes."
    >
      <HealthLine answer={health.answer()} />
      <div class="columns">
        <HowToStart gatewayUrl={window.location.origin} />
        <HealthCard answer={health.answer()} again={health.again} />
      </div>
    </Page>
  )
}
