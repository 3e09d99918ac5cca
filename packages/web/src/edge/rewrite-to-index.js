// CloudFront Function (cloudfront-js-2.0), on viewer requests of the behaviours that are pages of the site (pages.ts):
// whichever page is asked for, its file is index.html. Which paths are pages is not guessed here from dots or endings,
// since names of zones have dots. The address in the browser, with its query, stays as it is.
function handler(event) {
  const request = event.request
  request.uri = '/index.html'
  return request
}
