/** Stylesheets that a page brings along; vite takes them. */
declare module '*.css'
