/** The path below which people reach this gateway, without a slash at its end; usually ''. The router adds it by itself. */
export const basePath = document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? ''

/** For links and moves that are the browser's, not the router's. `path`: of this gateway. */
export const placeOf = (path: string): string => basePath + path

/** The path of this gateway that an address of the browser is. */
export const pathOf = (place: string): string =>
  place === basePath || place.startsWith(`${basePath}/`) ? place.slice(basePath.length) || '/' : place

/** What clients are told where the gateway has not said it. */
export const shownGatewayUrl = (): string => window.location.origin + basePath
