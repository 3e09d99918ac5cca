/** Whether a URL's host is this very machine, to itself: nobody is on the way there. `hostname`: as URL has it. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
