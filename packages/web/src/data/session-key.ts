/** Under which it is kept who is signed in. */
export const sessionKey = ['GET /api/me'] as const
