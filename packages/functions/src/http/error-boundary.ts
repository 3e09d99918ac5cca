/** Where errors become answers: around every handler, in the words and the form that its reader knows. */
import type { Audience } from '@kachery-gateway/core/audience.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Failure, failureOf } from './failure.ts'
import type { HttpHandler } from './route.ts'

interface Reader {
  /** Whose words a sentence has. */
  audience: Audience
  /** Plain text for programs that show it to a person, a problem document, a page. */
  form(failure: Failure, requestId: string): APIGatewayProxyStructuredResultV2
  logger(): Logger
}

export function errorBoundary({ audience, form, logger }: Reader, work: HttpHandler): HttpHandler {
  return async (event, context) => {
    try {
      return await work(event, context)
    } catch (error) {
      const requestId = event.requestContext?.requestId ?? 'unknown'
      return form(failureOf(error, requestId, logger(), audience), requestId)
    }
  }
}
