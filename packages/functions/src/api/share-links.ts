/** Links by which others read files. */
import type { shareLinkOperations } from '@kachery-gateway/core/api/share-links.ts'
import { listOwnShareLinks } from '@kachery-gateway/core/me/list-own-share-links.ts'
import { listZoneShareLinks } from '@kachery-gateway/core/share-links/list-share-links.ts'
import { makeShareLink } from '@kachery-gateway/core/share-links/make-share-link.ts'
import { revokeShareLink } from '@kachery-gateway/core/share-links/revoke-share-link.ts'
import { showShared } from '@kachery-gateway/core/share-links/show-shared.ts'
import type { Works } from './implement.ts'

export const shareLinks: Works<typeof shareLinkOperations> = {
  'POST /api/zones/{zone}/share-links': async ({ gateway, caller, body, facts }) => {
    const { token, made } = await makeShareLink(gateway, caller, caller.user, body, facts)
    return { url: `${gateway.publicUrl}/s/${token}`, made }
  },

  'GET /api/share-links': ({ gateway, caller, query }) => listOwnShareLinks(gateway, caller, query),

  'GET /api/zones/{zone}/share-links': ({ gateway, caller: { zone }, query }) =>
    listZoneShareLinks(gateway, zone, query),

  'DELETE /api/zones/{zone}/share-links/{link}': async ({ gateway, caller, path, facts }) => {
    await revokeShareLink(gateway, caller, caller.user, path.link, facts)
    return undefined
  },

  'POST /api/shared-files': ({ gateway, body }) => showShared(gateway, body.token)
}
