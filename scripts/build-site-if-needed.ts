/** Before `npm start`: a gateway that has just been fetched has no built site yet. Without one the gateway starts, too. */
import { builtSite, isBuilt } from './built-site.ts'

if (!isBuilt()) {
  console.log('Building the site (a few seconds, once) …')
  try {
    builtSite()
  } catch (error) {
    console.error(`The site cannot be built; kachery clients are served without it. ${String(error)}`)
  }
}
