/**
 * A file's name at the end of an address, for whoever reads it: the hash before it says which file it is. Without what an HTTP
 * API can't give on (decision 0280).
 */
export const nameInAddress = (name: string): string => encodeURIComponent(name.toWellFormed().replace(/[/\\%?]/g, '-'))
