/** Which deployment a command is about. */
import { appName } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import * as z from 'zod'

export interface Stage {
  stage: string
  region: string
}

export const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/)

/** As sst.config.ts has it where AWS_REGION is not set. */
export const defaultRegion = 'us-east-1'

export const stackName = (stage: string, id: string) => `${stage}-${appName}-${id}`

/** For messages: what finds the stage again. */
export const options = ({ stage, region }: Stage) =>
  `--stage ${stage}${region === defaultRegion ? '' : ` --region ${region}`}`
