/** Under which a zone's answers are kept. */

export const zoneKeys = {
  zone: (zone: string) => ['GET /api/zones/{zone}', zone],
  health: (zone: string) => ['GET /api/zones/{zone}/health', zone],
  settings: (zone: string) => ['GET /api/zones/{zone}/settings', zone],
  fileSettings: (zone: string) => ['GET /api/zones/{zone}/file-settings', zone],
  clients: (zone: string) => ['GET /api/zones/{zone}/clients', zone],
  resources: (zone: string) => ['GET /api/zones/{zone}/resources', zone],
  files: (zone: string) => ['GET /api/zones/{zone}/files', zone],
  shareLinks: (zone: string) => ['GET /api/zones/{zone}/share-links', zone],
  stored: (zone: string) => ['GET /api/zones/{zone}/stored', zone],
  usage: (zone: string) => ['GET /api/zones/{zone}/usage', zone],
  webhook: (zone: string) => ['GET /api/zones/{zone}/webhook', zone],
  activity: (zone: string) => ['GET /api/zones/{zone}/activity', zone]
}
