/** What a stage may be called: the stacks and the operator's commands both ask here. */
import * as z from 'zod'

/**
 * Characters. Function names have 64 (`<stage>-kachery-gateway-ephemeral-store`), and so has CloudFront's origin access
 * control (`kachery-gateway-<stage>-<region>`).
 */
export const longestStageName = 32

export const StageName = z.string().regex(new RegExp(`^[A-Za-z][A-Za-z0-9-]{0,${longestStageName - 1}}$`))

/** After "--stage is" and the like. */
export const stageNameExpectation = `a stage is named like prod or pr-12: a letter, then letters, digits and hyphens, ${longestStageName} characters at most`
