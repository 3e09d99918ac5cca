/** GET /api/sign-in leads to the provider, GET /github/auth is where it leads back to; GET /github/app from a set-up. */
import type { GatewaySource, HttpHandler } from '../http/route.ts'
import { siteHandler } from '../http/site-handler.ts'
import { completeSetup } from '../sign-in/setup.ts'
import { beginSignIn, completeSignIn } from '../sign-in/sign-in.ts'

export const signInHandler = (source: GatewaySource): HttpHandler => siteHandler(source, beginSignIn)

export const signInCallbackHandler = (source: GatewaySource): HttpHandler => siteHandler(source, completeSignIn)

export const setupCallbackHandler = (source: GatewaySource): HttpHandler => siteHandler(source, completeSetup)
