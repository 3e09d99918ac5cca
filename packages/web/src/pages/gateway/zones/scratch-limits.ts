/** The limits of a scratch zone as a person writes them: sizes in MB and GB, not in bytes. */

export interface ScratchForm {
  fileMB: string
  filesPerDay: string
  dayGB: string
  retentionDays: string
}

export const usualScratch: ScratchForm = { fileMB: '100', filesPerDay: '1000', dayGB: '10', retentionDays: '14' }

/** The least and the most that the gateway takes. */
const bounds: Record<keyof ScratchForm, [number, number]> = {
  fileMB: [1, 5_000],
  filesPerDay: [1, 1_000_000],
  dayGB: [1, 100_000],
  retentionDays: [1, 366]
}

export function scratchMistakes(form: ScratchForm): { [K in keyof ScratchForm]?: string } {
  const mistake = (key: keyof ScratchForm) => {
    const [least, most] = bounds[key]
    const number = Number(form[key])
    const right = /^\d+$/.test(form[key].trim()) && number >= least && number <= most
    return right ? {} : { [key]: `A whole number from ${least} to ${most.toLocaleString('en-US')}.` }
  }
  return { ...mistake('fileMB'), ...mistake('filesPerDay'), ...mistake('dayGB'), ...mistake('retentionDays') }
}

export const scratchOf = (form: ScratchForm) => ({
  fileBytes: Number(form.fileMB) * 1_000_000,
  filesPerDay: Number(form.filesPerDay),
  bytesPerDay: Number(form.dayGB) * 1_000_000_000,
  retentionDays: Number(form.retentionDays)
})
