/** A key in the zone's bucket: the zone's directory in front. */
export function zoneKey(zone: { directory: string }, key: string): string {
  return zone.directory === '' ? key : `${zone.directory}/${key}`
}
